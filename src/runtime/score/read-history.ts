import { dirname, join } from 'node:path';
import type { Problem } from '../../mapping/problem.ts';
import { parseRecipe } from '../../mapping/recipe-file/parse.ts';
import { joinCsv } from './join-csv.ts';
import { makeTable, type History } from './make-table.ts';
import { readCsv } from './read-csv.ts';
import { readText } from './read-text.ts';

export type ReadHistoryResult =
  | { readonly kind: 'ok'; readonly history: History; readonly knownAfter: readonly string[] }
  /** The recipe is wrong, or is not one for this file. */
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

/**
 * Past leads from a CSV file, as the recipe says. Throws a `HistoryError` when a file cannot be read or not be learned
 * from.
 */
export function readHistory(csvFile: string, recipeFile: string): ReadHistoryResult {
  const parsed = parseRecipe(readText(recipeFile), recipeFile);
  if (parsed.kind === 'invalid') return parsed;
  const { recipe } = parsed;
  const first = readCsv(csvFile);
  const csv =
    recipe.join === null
      ? first
      : joinCsv(first, readCsv(join(dirname(csvFile), recipe.join.file)), recipe.join.by);
  const problems = parsed.missingIn(csv.header);
  if (problems.length > 0) return { kind: 'invalid', problems };
  return { kind: 'ok', history: makeTable(csv, recipe), knownAfter: recipe.knownAfter };
}
