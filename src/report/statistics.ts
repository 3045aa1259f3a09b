/** A share with the bounds between which the true one lies in 95 of 100 cases. */
export interface Interval {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** The normal distribution has 95 % of itself within so many deviations. */
const Z = 1.959963984540054;

/**
 * Wilson's score interval: it stays within 0 and 1 and is honest about few cases. Null of none.
 *
 * E. B. Wilson: Probable inference, the law of succession, and statistical inference, 1927.
 */
export function wilson(hits: number, of: number): Interval | null {
  if (of === 0) return null;
  const share = hits / of;
  const z2 = Z * Z;
  const centre = (share + z2 / (2 * of)) / (1 + z2 / of);
  const half = (Z / (1 + z2 / of)) * Math.sqrt((share * (1 - share)) / of + z2 / (4 * of * of));
  return { share, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/** The value below which so much of the sorted values lies, between two by proportion; null of none. */
export function quantile(sorted: readonly number[], q: number): number | null {
  if (sorted.length === 0) return null;
  const at = (sorted.length - 1) * q;
  const low = sorted[Math.floor(at)] ?? 0;
  const high = sorted[Math.ceil(at)] ?? low;
  return low + (high - low) * (at - Math.floor(at));
}

export const sortedNumbers = (values: readonly number[]): readonly number[] =>
  values.toSorted((a, b) => a - b);
