import type { Bin } from './bin.ts';
import { mergeAlike, type Part } from './merge-alike.ts';

interface Labelled {
  readonly value: string | boolean;
  readonly won: boolean;
}

/**
 * A few groups of values that differ in how many were won: in the order of their wins, those that are alike are joined. Values
 * that fewer rows than `least` have are one group together, and so is whatever comes later.
 */
export function binValues(labelled: readonly Labelled[], least: number): readonly Bin[] {
  const parts = [...Map.groupBy(labelled, ({ value }) => value)].map(
    ([value, rows]): Part<readonly (string | boolean)[]> => ({
      content: [value],
      rows: rows.length,
      wins: rows.filter(({ won }) => won).length,
    }),
  );
  const frequent = parts
    .filter(({ rows }) => rows >= least)
    .sort((a, b) => a.wins / a.rows - b.wins / b.rows || b.rows - a.rows);
  const groups = mergeAlike(frequent, least, (one, next) => [...one, ...next]).map(({ content }) => content);
  const bins = groups.map((values): Bin => ({ kind: 'values', values }));
  if (frequent.length === parts.length || parts.some(({ content }) => typeof content[0] === 'boolean'))
    return bins;
  return [...bins, { kind: 'other', than: groups.flat().filter((value) => typeof value === 'string') }];
}
