import { compileExpression } from '../../expression/compile.ts';
import type { Recipe } from '../../mapping/recipe-file/parse.ts';
import { PLACEHOLDERS, readText } from '../../rules/learn/placeholder.ts';
import type { Column, Table } from '../../rules/learn/table.ts';
import { typeColumn } from '../../rules/learn/type-column.ts';
import { fieldName } from './field-name.ts';
import { HistoryError } from './history-error.ts';
import type { Csv } from './read-csv.ts';

export interface History {
  readonly table: Table;
  /** Rows left out because nobody knows yet what came of them. */
  readonly undecided: number;
}

/** The table that a recipe makes of a file whose columns are all there. */
export function makeTable({ header, rows }: Csv, recipe: Recipe): History {
  const cellOf = (row: readonly string[], column: string): string => row[header.indexOf(column)] ?? '';
  const placeholders = recipe.missing ?? PLACEHOLDERS;
  const outcomeOf = (row: readonly string[]): string | null =>
    readText(cellOf(row, recipe.outcome.column), placeholders);
  const { won } = recipe.outcome;
  const decided = won === null ? rows : rows.filter((row) => outcomeOf(row) !== null);
  const apart = new Set([recipe.outcome.column, recipe.id, recipe.time, recipe.join?.by, ...recipe.leaveOut]);
  const columns = header
    .filter((name) => !apart.has(name))
    .map((name) =>
      typeColumn(
        name,
        recipe.fields.get(name) ?? fieldName(name),
        decided.map((row) => readText(cellOf(row, name), placeholders)),
      ),
    );
  checkFields(columns);
  const { time } = recipe;
  return {
    undecided: rows.length - decided.length,
    table: {
      ids: decided.map((row) => cellOf(row, recipe.id)),
      won: decided.map((row) => {
        const outcome = outcomeOf(row);
        return outcome !== null && (won === null || won.includes(outcome.toLowerCase()));
      }),
      times:
        time === null
          ? null
          : timesOf(
              decided.map((row) => cellOf(row, time)),
              time,
            ),
      columns,
    },
  };
}

/** Conditions name columns by their fields, so each must be a name of its own that an expression can have. */
function checkFields(columns: readonly Column[]): void {
  for (const [index, { name, field, type }] of columns.entries()) {
    const other = columns.slice(0, index).find((column) => column.field === field);
    const compiled = compileExpression(`${field} != null`, new Map([[field, { type }]]));
    if (other === undefined && compiled.kind === 'ok') continue;
    const cause =
      other === undefined
        ? `column "${name}" cannot be named "${field}" in a condition`
        : `columns "${other.name}" and "${name}" would both be the field "${field}"`;
    throw new HistoryError(`${cause}. Give it another name in the recipe, under "fields".`);
  }
}

const DATE = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)Z?)?$/u;

function timesOf(cells: readonly string[], column: string): readonly number[] {
  const times = cells.map((cell) => {
    const [, day, hour = '00:00'] = DATE.exec(cell) ?? [];
    if (day !== undefined) return Date.parse(`${day}T${hour}Z`);
    return cell === '' ? Number.NaN : Number(cell);
  });
  const unread = times.filter(Number.isNaN).length;
  if (unread === 0) return times;
  throw new HistoryError(
    `${unread} of ${cells.length} rows have neither a date (YYYY-MM-DD) nor a number in "${column}". ` +
      'Correct them, or leave "time" out of the recipe.',
  );
}
