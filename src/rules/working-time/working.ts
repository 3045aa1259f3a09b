import { DAY_MS } from '../../domain/clock.ts';
import { dayOf, type WorkingTime } from './calendar.ts';

/** Who does not work for ten years has left; nothing is searched beyond. */
const HORIZON_DAYS = 3_660;

/** Whether a moment is working time. */
export function isWorking(calendar: WorkingTime, at: number): boolean {
  for (const { from, until } of calendar.spansOn(dayOf(at))) if (from <= at && at < until) return true;
  return false;
}

/** The moment itself if it is working time, or the next that is; null when there is none within ten years. */
export function nextWorking(calendar: WorkingTime, at: number): number | null {
  const first = dayOf(at);
  for (let day = first; day < first + HORIZON_DAYS; day += 1) {
    const span = calendar.spansOn(day).find(({ until }) => at < until);
    if (span !== undefined) return Math.max(at, span.from);
  }
  return null;
}

/**
 * The first moment at which so many milliseconds were worked since another. What is done at the last minute of a day is due
 * then, not the next morning. Null when there is none within ten years.
 */
export function addWorking(calendar: WorkingTime, at: number, ms: number): number | null {
  if (ms <= 0) return at;
  let left = ms;
  const first = dayOf(at);
  for (let day = first; day < first + HORIZON_DAYS; day += 1) {
    for (const { from, until } of calendar.spansOn(day)) {
      const begin = Math.max(at, from);
      if (begin >= until) continue;
      if (until - begin >= left) return begin + left;
      left -= until - begin;
    }
  }
  return null;
}

/** Milliseconds of working time from one moment to another; 0 when the second is not after the first. */
export function workingBetween(calendar: WorkingTime, begin: number, end: number): number {
  let sum = 0;
  for (let day = dayOf(begin); day * DAY_MS < end; day += 1) {
    for (const { from, until } of calendar.spansOn(day)) {
      sum += Math.max(0, Math.min(end, until) - Math.max(begin, from));
    }
  }
  return sum;
}
