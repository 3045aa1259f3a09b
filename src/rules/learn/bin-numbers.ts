import type { Bin } from './bin.ts';
import { mergeAlike, type Part } from './merge-alike.ts';

interface Labelled {
  readonly value: number;
  readonly won: boolean;
}

/** As many ranges at the start, of about the same number of rows. */
const FINE = 20;

/**
 * A few ranges that differ in how many were won. A number that very many rows have, such as 0, is a range of its own
 * at first.
 */
export function binNumbers(labelled: readonly Labelled[], least: number): readonly Bin[] {
  const ranges = mergeAlike(fineRanges(labelled), least, (from) => from);
  return ranges.map(({ content }, index) => ({
    kind: 'range',
    from: index === 0 ? null : content,
    below: ranges[index + 1]?.content ?? null,
  }));
}

/** Each by the least value in it. */
function fineRanges(labelled: readonly Labelled[]): readonly Part<number>[] {
  const lumps = [...Map.groupBy(labelled, ({ value }) => value)].sort(([a], [b]) => a - b);
  const size = labelled.length / FINE;
  const ranges: Part<number>[] = [];
  let isOpen = false;
  for (const [value, rows] of lumps) {
    const wins = rows.filter(({ won }) => won).length;
    const last = ranges.at(-1);
    if (isOpen && last !== undefined && rows.length < size) {
      ranges.pop();
      ranges.push({ content: last.content, rows: last.rows + rows.length, wins: last.wins + wins });
    } else ranges.push({ content: value, rows: rows.length, wins });
    isOpen = (ranges.at(-1)?.rows ?? 0) < size;
  }
  return ranges;
}
