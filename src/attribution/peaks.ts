import type { Weights } from './model.ts';

/** A touch that stands out, by its index, and what it gets. Null: the path has no such touch. */
export interface Peak {
  readonly index: number | null;
  readonly share: number;
}

/**
 * Weights of models with peaks: each peak gets its share, all others get `rest` among them, in equal parts. Two peaks on
 * one touch add up. The share of a peak that is not there, and `rest` when there are no others, goes to all that are
 * there, in proportion.
 */
export function weighPeaks(count: number, peaks: readonly Peak[], rest: number): Weights {
  const shares = new Map<number, number>();
  for (const { index, share } of peaks)
    if (index !== null) shares.set(index, (shares.get(index) ?? 0) + share);
  // Times the number of others instead of divided by it: whole numbers stay whole, so that equal parts are equal.
  const others = Math.max(1, count - shares.size);
  const weights = new Array<number>(count).fill(rest);
  for (const [index, share] of shares) weights[index] = share * others;
  return weights;
}
