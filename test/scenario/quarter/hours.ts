import { DAY_MS, HOUR_MS } from '../../../src/domain/clock.ts';

/** The middle one of all, and within what time nine of ten are through. */
export function hoursOf(hours: readonly number[]): { median_hours: number | null; p90_hours: number | null } {
  const sorted = hours.toSorted((a, b) => a - b);
  const at = (share: number): number | null => {
    const place = (sorted.length - 1) * share;
    const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
    return low === undefined || high === undefined ? null : low + (high - low) * (place % 1);
  };
  return { median_hours: at(0.5), p90_hours: at(0.9) };
}

/** Of the office calendar of routing.yaml, in winter: Berlin is an hour before UTC. There is no holiday in these 90 days. */
export function workingHours(from: number, until: number): number {
  let ms = 0;
  for (let day = Math.floor(from / DAY_MS) * DAY_MS; day < until; day += DAY_MS) {
    const weekday = new Date(day).getUTCDay();
    if (weekday === 0 || weekday === 6) continue;
    const begins = day + 7.5 * HOUR_MS;
    const ends = day + (weekday === 5 ? 15.5 : 17) * HOUR_MS;
    ms += Math.max(0, Math.min(until, ends) - Math.max(from, begins));
  }
  return ms / HOUR_MS;
}
