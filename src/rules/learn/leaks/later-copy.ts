import { leastRows } from '../bin-column.ts';
import { countWins, type Column, type Rows, type Table } from '../table.ts';
import { tellShare } from '../tell.ts';
import { refused, type LeakRule } from './leak.ts';

/** Two columns tell of the same thing when they agree in so many rows, and in so many frequent values. */
const AGREE = 0.5;
const COMMON_VALUES = 3;
/** Of the rows that differ so many hold one value, which the other column hardly ever has. */
const ONE_VALUE = 0.9;
const HARDLY_EVER = 0.01;
/** χ² of one degree of freedom at p = 0.001. */
const BY_CHANCE = 10.83;
const TIMES = 1.5;

/**
 * Two columns are the same, except that one was written over in some rows. What wrote over it came later than the
 * other column, and when it tells the outcome although the other column is known, then because of what was done with
 * the lead meanwhile. Tested among rows with the same value in the other column (N. Mantel, W. Haenszel, Journal of
 * the National Cancer Institute 22, 1959).
 */
export const laterCopy: LeakRule = {
  name: 'later-copy',
  meaning:
    'It is the same as another column except where one value was written over it, and that tells the outcome even when the other column is known.',
  find: (column, table, rows) => {
    if (column.type !== 'text') return null;
    for (const original of table.columns) {
      if (original === column || original.type !== 'text') continue;
      const over = writtenOver(column, original, rows);
      if (over === null) continue;
      const { ratio, chi2 } = mantelHaenszel(original, table, rows, new Set(over.rows));
      if (chi2 < BY_CHANCE || Math.max(ratio, 1 / ratio) < TIMES) continue;
      const kept = rows.filter((row) => column.cells[row] === original.cells[row]);
      return refused(
        `it is the same as "${original.name}" in ${tellShare(over.agree)} of the rows, and in the others "${over.value}" was written over it: ` +
          `${tellShare(countWins(table, over.rows) / over.rows.length)} of these were won, ${tellShare(countWins(table, kept) / kept.length)} of the rest ` +
          `(odds ${ratio.toFixed(2)} times, "${original.name}" being equal)`,
      );
    }
    return null;
  },
};

interface WrittenOver {
  readonly rows: Rows;
  readonly value: string;
  readonly agree: number;
}

/** Where the one column differs from the other, if that is because something was written over it. */
function writtenOver(column: Column, original: Column, rows: Rows): WrittenOver | null {
  const both = rows.filter((row) => column.cells[row] !== null && original.cells[row] !== null);
  const differ = both.filter((row) => column.cells[row] !== original.cells[row]);
  const agree = both.length === 0 ? 0 : 1 - differ.length / both.length;
  if (agree < AGREE || differ.length < leastRows(rows)) return null;
  const kept = both.filter((row) => column.cells[row] === original.cells[row]);
  const common = [...Map.groupBy(kept, (row) => column.cells[row]).values()];
  if (common.filter((having) => having.length >= leastRows(rows)).length < COMMON_VALUES) return null;
  const written = [...Map.groupBy(differ, (row) => String(column.cells[row]))];
  const [value, having] = written.reduce((most, one) => (one[1].length > most[1].length ? one : most));
  const elsewhere = both.filter((row) => original.cells[row] === value).length;
  const isOne = having.length >= ONE_VALUE * differ.length && elsewhere < HARDLY_EVER * both.length;
  return isOne ? { rows: differ, value, agree } : null;
}

/** Of the rows in `marked` against all others, within each value of the column. */
function mantelHaenszel(
  column: Column,
  table: Table,
  rows: Rows,
  marked: ReadonlySet<number>,
): { readonly ratio: number; readonly chi2: number } {
  let [forIt, againstIt, excess, variance] = [0, 0, 0, 0];
  for (const [value, having] of Map.groupBy(rows, (row) => column.cells[row] ?? null)) {
    if (value === null || having.length < 2) continue;
    const inMarked = having.filter((row) => marked.has(row));
    const wins = countWins(table, having);
    const markedWins = countWins(table, inMarked);
    const [n, m] = [having.length, inMarked.length];
    forIt += (markedWins * (n - m - (wins - markedWins))) / n;
    againstIt += ((m - markedWins) * (wins - markedWins)) / n;
    excess += markedWins - (m * wins) / n;
    variance += (m * (n - m) * wins * (n - wins)) / (n * n * (n - 1));
  }
  const ratio = (forIt + 0.5) / (againstIt + 0.5);
  return { ratio, chi2: variance === 0 ? 0 : excess ** 2 / variance };
}
