import { DAY_MS, HOUR_MS } from '../domain/clock.ts';
import { parseUsualTime } from './usual-time.ts';

const UNITS = { w: 7 * DAY_MS, d: DAY_MS, h: HOUR_MS, m: 60_000, s: 1_000 } as const;

/** The furthest a moment may be from 1970, in milliseconds. */
const FURTHEST = 8.64e15;

const FORM = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/**
 * Milliseconds since 1970 of a date (its first moment, in UTC) or of an ISO 8601 datetime with its zone; NaN for any
 * other text. Times without a zone are refused: they would mean another moment on each machine.
 */
export function parseTime(text: string): number {
  const usual = parseUsualTime(text);
  if (!Number.isNaN(usual)) return usual;
  return text.length === 10 || text.charCodeAt(text.length - 1) === 90 || FORM.test(text)
    ? Date.parse(text)
    : Number.NaN;
}

/** As `parseTime`, and NaN too for days that the calendar does not have. */
export function parseTimeExactly(text: string): number {
  const day = FORM.exec(text)?.[1];
  if (day === undefined) return Number.NaN;
  const first = Date.parse(day);
  return !Number.isNaN(first) && formatDay(first) === day ? Date.parse(text) : Number.NaN;
}

export const isMoment = (ms: number): boolean => Math.abs(ms) <= FURTHEST;

export const formatMoment = (ms: number): string => new Date(ms).toISOString();
export const formatDay = (ms: number): string => formatMoment(ms).replace(/T.*$/, '');

/** `30d`, `2w`, `12h`, `45m`, `30s` → milliseconds; NaN for any other text. */
export function parseDuration(text: string): number {
  const [, number, unit] = /^(\d{1,12})([wdhms])$/.exec(text) ?? [];
  if (number === undefined) return Number.NaN;
  const ms = Number(number) * UNITS[unit as keyof typeof UNITS];
  return isMoment(ms) ? ms : Number.NaN;
}

/** In the largest unit of which it is a whole number; weeks are written as days. */
export function formatDuration(ms: number): string {
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    if (ms !== 0 && ms % UNITS[unit] === 0) return `${ms / UNITS[unit]}${unit}`;
  }
  return `${ms / UNITS.s}s`;
}
