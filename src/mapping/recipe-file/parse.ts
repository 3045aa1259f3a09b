import { didYouMean } from '../../domain/suggest.ts';
import { makeProblem, type Path, type Problem } from '../problem.ts';
import { readShape } from '../read-shape.ts';
import type { Guide } from '../tell.ts';
import { keysAt, recipeDocument, type RecipeDocument } from './document.ts';

/** How a file of past leads is read; see docs/scores.md. */
export interface Recipe {
  readonly outcome: {
    readonly column: string;
    /** In lower case; null: won when the column is filled. */
    readonly won: readonly string[] | null;
  };
  readonly id: string;
  readonly time: string | null;
  readonly join: { readonly file: string; readonly by: string } | null;
  /** Null: the usual ones. */
  readonly missing: readonly string[] | null;
  readonly knownAfter: readonly string[];
  readonly leaveOut: readonly string[];
  /** Column → field. */
  readonly fields: ReadonlyMap<string, string>;
}

export type ParseRecipeResult =
  | {
      readonly kind: 'ok';
      readonly recipe: Recipe;
      /** Every column that the recipe names and the files do not have. */
      missingIn(columns: readonly string[]): readonly Problem[];
    }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

const CODE = 'not-a-recipe';
const GUIDE: Guide = { whole: 'the recipe', page: 'docs/scores.md', keysAt: (path) => keysAt(path) };

/** Reads a recipe. Every problem is told at once, with its place, its cause and its fix. `file` is only a name. */
export function parseRecipe(text: string, file: string): ParseRecipeResult {
  const read = readShape(text, file, recipeDocument, GUIDE);
  if (read.kind !== 'ok') {
    const problems = read.problems().map((problem) => makeProblem({ ...problem, code: CODE }));
    return { kind: 'invalid', problems };
  }
  return {
    kind: 'ok',
    recipe: recipeOf(read.value),
    missingIn: (columns) => {
      for (const { path, name, isKey } of namedIn(read.value)) {
        if (columns.includes(name)) continue;
        const fix = didYouMean(name, columns, 'Write it as it stands in the first line of the file.');
        read.report(path, `no column is named "${name}"`, fix, isKey ? 'key' : 'value', CODE);
      }
      return read.problems();
    },
  };
}

const recipeOf = (data: RecipeDocument): Recipe => ({
  outcome: {
    column: data.outcome.column,
    won: data.outcome.won?.map((value) => String(value).trim().toLowerCase()) ?? null,
  },
  id: data.id,
  time: data.time ?? null,
  join: data.join ?? null,
  missing: data.missing?.map(String) ?? null,
  knownAfter: data['known-after'] ?? [],
  leaveOut: data['leave-out'] ?? [],
  fields: new Map(Object.entries(data.fields ?? {})),
});

interface Named {
  readonly path: Path;
  readonly name: string;
  readonly isKey: boolean;
}

function namedIn(data: RecipeDocument): readonly Named[] {
  const value = (name: string | undefined, ...path: Path): readonly Named[] =>
    name === undefined ? [] : [{ path, name, isKey: false }];
  return [
    ...value(data.outcome.column, 'outcome', 'column'),
    ...value(data.id, 'id'),
    ...value(data.time, 'time'),
    ...value(data.join?.by, 'join', 'by'),
    ...(['known-after', 'leave-out'] as const).flatMap((key) =>
      (data[key] ?? []).flatMap((name, index) => value(name, key, index)),
    ),
    ...Object.keys(data.fields ?? {}).map((name) => ({ path: ['fields', name], name, isKey: true })),
  ];
}
