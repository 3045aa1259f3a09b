import type { Past } from '../../ledger/change-counts.ts';

/** What a company may set. */
export interface BreakerSettings {
  /** So many changes of one kind a day never stop a lane, whatever was usual. */
  readonly floor: number;
  /** So many percent of the linked records may change in one way a day, whatever was usual. */
  readonly share: number;
}

export const DEFAULT_BREAKER: BreakerSettings = { floor: 500, share: 5 };

/** What is usual of one kind of change in one lane and system, and the most that goes without being asked about. */
export interface Band {
  /** Changes on the middle one of the days that had any; null when there were too few days to say. */
  readonly usual: number | null;
  /** The days this was learned from. */
  readonly days: number;
  readonly most: number;
}

/** Fewer days say nothing about what is usual. */
const FEWEST_DAYS = 5;
/** Makes the median absolute deviation of normally spread numbers their standard deviation. */
const MAD_TO_DEVIATION = 1.4826;
/** A value further from the middle than so many deviations is an outlier. */
const OUTLIER = 3.5;
/** An outlier is a busy day. What stops a lane is so many times the busiest day that is none. */
const TIMES_BUSY = 3;

/**
 * The most changes of a kind in 24 hours that nobody is asked about. Pure. It is the largest of
 *
 * 1. the floor, so that a small or new installation is not stopped by a few dozen changes;
 * 2. the share of the linked records;
 * 3. three times a busy day, when there are five days or more to tell by. A busy day is the median of the days that had
 *    any changes and 3.5 deviations more, where the deviation is told from the median absolute deviation. Both are
 *    robust: up to half of the days may be wild without moving them.
 *
 * What somebody wanted comes on top: the highest level released in the last weeks, and what commands bring in today.
 * Until a ledger was filled by its first full sync, creates have no limit, because making records is what that is for.
 *
 * The outlier rule is that of B. Iglewicz and D. Hoaglin (1993):
 * https://www.itl.nist.gov/div898/handbook/eda/section3/eda35h.htm
 */
export function bandOf(kind: string, past: Past, { floor, share }: BreakerSettings): Band {
  const days = past.days.length;
  const usual = days < FEWEST_DAYS ? null : median(past.days);
  if (kind === 'create' && !past.filled) return { usual, days, most: Infinity };
  const busy = usual === null ? 0 : usual + OUTLIER * MAD_TO_DEVIATION * deviationFrom(usual, past.days);
  const learned = Math.max(floor, (past.linked * share) / 100, TIMES_BUSY * busy);
  return { usual, days, most: Math.floor(learned) + past.released + past.asked };
}

/** The median absolute deviation. */
const deviationFrom = (middle: number, values: readonly number[]): number =>
  median(values.map((value) => Math.abs(value - middle)));

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? 0;
  return (lower + upper) / 2;
}
