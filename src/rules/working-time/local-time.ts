import type { Calendar } from './calendar.ts';

/** What a clock on the wall goes by. */
export type Clock = Pick<Calendar, 'zone'>;

/**
 * A moment as the clock on the wall of whoever has the calendar shows it, `2026-11-30 09:20`; without one, in UTC, and it
 * says so.
 */
export const localTime = (clock: Clock | null, at: number): string =>
  `${written(clock, at).slice(0, 16).replace('T', ' ')}${clock === null ? ' UTC' : ''}`;

/** The day on the calendar on the wall, `YYYY-MM-DD`. */
export const localDate = (clock: Clock | null, at: number): string => written(clock, at).slice(0, 10);

function written(clock: Clock | null, at: number): string {
  const stretches = clock?.zone.stretchesOf(new Date(at).getUTCFullYear()) ?? [];
  const offset = stretches.find(({ from, until }) => from <= at && at < until)?.offset ?? 0;
  return new Date(at + offset).toISOString();
}
