import type { SignalGroup } from '../rules.ts';

/** What one touchpoint gives, now and later. */
export interface Gift {
  readonly group: number;
  /** In millionths of a point, when it was new. */
  readonly points: number;
  readonly at: number;
  /** In milliseconds; Infinity: it does not decay. */
  readonly halfLife: number;
  /** From this moment on it gives nothing. */
  readonly endsAt: number;
}

/** How the points of one person go on while nothing happens. */
export interface Course {
  readonly groups: readonly SignalGroup[];
  /** By group: what does not change by time, in millionths of a point. */
  readonly fixed: readonly number[];
  readonly gifts: readonly Gift[];
}

/** points × 2^(−age / half-life), in whole millionths. */
export const givenAt = ({ points, at, halfLife, endsAt }: Gift, moment: number): number =>
  moment < at || moment >= endsAt ? 0 : Math.round(points * 2 ** ((at - moment) / halfLife));

export const capped = (points: number, cap: number): number => Math.max(-cap, Math.min(cap, points));

/** The engagement at a moment, in millionths of a point. */
export function engagementAt({ groups, fixed, gifts }: Course, moment: number): number {
  const sums = [...fixed];
  for (const gift of gifts) sums[gift.group] = (sums[gift.group] ?? 0) + givenAt(gift, moment);
  let total = 0;
  for (const [group, { axis, cap }] of groups.entries())
    if (axis === 'engagement') total += capped(sums[group] ?? 0, cap);
  return total;
}
