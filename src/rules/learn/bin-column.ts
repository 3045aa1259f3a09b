import type { Binning } from './bin.ts';
import { binNumbers } from './bin-numbers.ts';
import { binValues } from './bin-values.ts';
import type { Column, Rows, Table } from './table.ts';

/** Fewer rows than this, or than this share of all, are too few to count a value alone. */
const LEAST_ROWS = 10;
const LEAST_SHARE = 0.01;

export const leastRows = (rows: Rows): number => Math.max(LEAST_ROWS, Math.ceil(rows.length * LEAST_SHARE));

/**
 * The bins of a column, from these rows alone. Blanks are a bin of their own: what is not known can say something,
 * too.
 */
export function binColumn(column: Column, { won }: Table, rows: Rows): Binning {
  const least = leastRows(rows);
  const numbers: { value: number; won: boolean }[] = [];
  const values: { value: string | boolean; won: boolean }[] = [];
  for (const row of rows) {
    const cell = column.cells[row] ?? null;
    if (typeof cell === 'number') numbers.push({ value: cell, won: won[row] === true });
    else if (cell !== null) values.push({ value: cell, won: won[row] === true });
  }
  const bins = column.type === 'number' ? binNumbers(numbers, least) : binValues(values, least);
  const hasBlanks = numbers.length + values.length < rows.length;
  return { column, bins: hasBlanks ? [...bins, { kind: 'blank' }] : bins };
}
