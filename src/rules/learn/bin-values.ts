import type { Bin } from './bin.ts';
import { mergeAlike } from './merge-alike.ts';

interface Labelled {
  readonly value: string | boolean;
  readonly won: boolean;
}

interface Counted {
  readonly value: string | boolean;
  readonly rows: number;
  readonly wins: number;
}

/**
 * A few groups of values that differ in how many were won: in the order of their wins, those that are alike are
 * joined. Values that fewer rows than `least` have are one group together, and so is whatever comes later.
 */
export function binValues(labelled: readonly Labelled[], least: number): readonly Bin[] {
  const counted = [...Map.groupBy(labelled, ({ value }) => value)]
    .map(([value, rows]) => ({ value, rows: rows.length, wins: rows.filter(({ won }) => won).length }))
    .sort(byFrequency);
  const frequent = counted.filter(({ rows }) => rows >= least);
  const parts = frequent
    .toSorted((a, b) => a.wins / a.rows - b.wins / b.rows)
    .map((one) => ({ content: [one], rows: one.rows, wins: one.wins }));
  const groups = mergeAlike<readonly Counted[]>(parts, least, (one, next) => [...one, ...next]).map(
    ({ content }) => content.toSorted(byFrequency).map(({ value }) => value),
  );
  const bins = groups.map((values): Bin => ({ kind: 'values', values }));
  const texts = groups.flat().filter((value) => typeof value === 'string');
  const hasRare = frequent.length < counted.length && counted.some(({ value }) => typeof value === 'string');
  return hasRare ? [...bins, { kind: 'other', than: texts }] : bins;
}

/** By name where two are equally frequent, so that the order of the rows does not matter. */
const byFrequency = (a: Counted, b: Counted): number =>
  b.rows - a.rows || (String(a.value) < String(b.value) ? -1 : 1);
