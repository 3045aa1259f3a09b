import { binColumn } from './bin-column.ts';
import { makeDesign } from './design.ts';
import type { Column, Rows, Table } from './table.ts';

/** Of the rows that would be guessed wrong without the other column, so many are guessed right with it. */
const REPEATED = 0.98;

export interface Repeated {
  readonly column: string;
  /** The column that says it already. */
  readonly by: string;
}

/**
 * Columns whose bins can be told from another column's bins (λ of L. A. Goodman, W. H. Kruskal, Measures of
 * Association for Cross Classifications, JASA 49, 1954). They add nothing, and points for both would be shared out
 * between the two in a way that nobody understands. Of two that say the same, the first in the table stays.
 */
export function findRepeated(table: Table, columns: readonly Column[], rows: Rows): readonly Repeated[] {
  const binnings = columns.map((column) => binColumn(column, table, rows));
  const { columns: designed } = makeDesign(table, binnings);
  const binsOf = (index: number): readonly number[] => rows.map((row) => designed[index]?.bins[row] ?? -1);
  const bins = columns.map((_, index) => binsOf(index));
  const dropped = new Map<number, number>();
  const inSize = columns
    .map((_, index) => index)
    .toSorted((a, b) => (binnings[a]?.bins.length ?? 0) - (binnings[b]?.bins.length ?? 0) || b - a);
  for (const one of inSize) {
    const by = columns.findIndex(
      (_, other) =>
        other !== one && !dropped.has(other) && lambda(bins[one] ?? [], bins[other] ?? []) >= REPEATED,
    );
    if (by !== -1) dropped.set(one, by);
  }
  return [...dropped].map(([one, by]) => ({ column: columns[one]?.name ?? '', by: columns[by]?.name ?? '' }));
}

/** How much better `guessed` can be guessed when `known` is known: 0 not at all, 1 always right. */
function lambda(guessed: readonly number[], known: readonly number[]): number {
  const most = (bins: readonly number[]): number => {
    const counts = new Map<number, number>();
    for (const bin of bins) counts.set(bin, (counts.get(bin) ?? 0) + 1);
    return Math.max(0, ...counts.values());
  };
  const without = most(guessed);
  const places = guessed.map((_, place) => place);
  const given = [...Map.groupBy(places, (place) => known[place] ?? -1).values()].reduce(
    (sum, having) => sum + most(having.map((place) => guessed[place] ?? -1)),
    0,
  );
  return guessed.length === without ? 0 : (given - without) / (guessed.length - without);
}
