import { DAY_MS } from '../domain/clock.ts';

const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334] as const;
const DAYS_BEFORE_1970 = 719_528;

const [DASH, POINT, ZERO, COLON, T, Z] = [45, 46, 48, 58, 84, 90] as const;

/** So low that no number with this digit in it is part of a date. */
const NO_DIGIT = -100_000;

/**
 * Milliseconds since 1970 of the forms in which systems write dates: `2026-11-21`, `2026-11-21T09:30:00Z` and
 * `2026-11-21T09:30:00.000Z`. NaN for any other text, of which it says nothing: `Date.parse` may read it. Gives what
 * `Date.parse` gives in a third of its time, which was most of what a rule on a date took.
 */
export function parseUsualTime(text: string): number {
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > 31) return Number.NaN;
  if (text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return Number.NaN;
  const midnight = daysSince1970(year, month, day) * DAY_MS;
  return text.length === 10 ? midnight : midnight + timeOfDay(text);
}

/** Milliseconds since midnight, of the part from the `T` on. */
function timeOfDay(text: string): number {
  const hours = twoDigits(text, 11);
  const minutes = twoDigits(text, 14);
  const seconds = twoDigits(text, 17);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59)
    return Number.NaN;
  if (text.charCodeAt(10) !== T || text.charCodeAt(13) !== COLON || text.charCodeAt(16) !== COLON)
    return Number.NaN;
  const whole = ((hours * 60 + minutes) * 60 + seconds) * 1_000;
  if (text.length === 20 && text.charCodeAt(19) === Z) return whole;
  const thousandths = twoDigits(text, 20) * 10 + digit(text, 22);
  const ends = text.length === 24 && text.charCodeAt(19) === POINT && text.charCodeAt(23) === Z;
  return ends && thousandths >= 0 ? whole + thousandths : Number.NaN;
}

/** In today's calendar, for all years. 31 February comes three days after 28 February, as `Date.parse` has it. */
function daysSince1970(year: number, month: number, day: number): number {
  const leap = month > 2 ? year : year - 1;
  const leapDays = Math.trunc(leap / 4) - Math.trunc(leap / 100) + Math.trunc(leap / 400);
  return year * 365 + leapDays + (DAYS_BEFORE_MONTH[month - 1] ?? 0) + day - DAYS_BEFORE_1970;
}

function digit(text: string, at: number): number {
  const value = text.charCodeAt(at) - ZERO;
  return value >= 0 && value <= 9 ? value : NO_DIGIT;
}

const twoDigits = (text: string, at: number): number => digit(text, at) * 10 + digit(text, at + 1);
