/** A figure and the range it lies in, 95 times of 100. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Of a normal distribution, 95 % lie within that many standard deviations. */
export const Z = 1.959964;

/**
 * A share of rows, after E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference, JASA 22,
 * 1927.
 */
export function shareOf(part: number, rows: number): Interval {
  if (rows === 0) return { value: 0, low: 0, high: 1 };
  const share = part / rows;
  const middle = share + Z ** 2 / (2 * rows);
  const reach = Z * Math.sqrt((share * (1 - share)) / rows + Z ** 2 / (4 * rows ** 2));
  const scale = 1 + Z ** 2 / rows;
  return {
    value: share,
    low: Math.max(0, (middle - reach) / scale),
    high: Math.min(1, (middle + reach) / scale),
  };
}
