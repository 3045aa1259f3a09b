import type { Interval } from './interval.ts';

/** 0.947 is "95 %"; close to everything a decimal more. */
export const tellShare = (share: number): string =>
  `${(share * 100).toFixed(share > 0.985 && share < 1 ? 1 : 0)} %`;

/** The figure, and the range it lies in 95 times of 100. */
export const tellInterval = ({ value, low, high }: Interval, tell: (value: number) => string): string =>
  `${tell(value)} (${tell(low)} to ${tell(high)})`;
