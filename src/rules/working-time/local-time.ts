import type { Calendar } from './calendar.ts';

/**
 * A moment as clocks on the wall of whoever has the calendar show it, `2026-11-30 09:20`; without a calendar, in UTC, and it
 * says so.
 */
export const localTime = (calendar: Calendar | null, at: number): string =>
  `${written(calendar, at).slice(0, 16).replace('T', ' ')}${calendar === null ? ' UTC' : ''}`;

/** The day on the calendar on the wall, `YYYY-MM-DD`. */
export const localDate = (calendar: Calendar | null, at: number): string =>
  written(calendar, at).slice(0, 10);

function written(calendar: Calendar | null, at: number): string {
  const stretches = calendar?.zone.stretchesOf(new Date(at).getUTCFullYear()) ?? [];
  const offset = stretches.find(({ from, until }) => from <= at && at < until)?.offset ?? 0;
  return new Date(at + offset).toISOString();
}
