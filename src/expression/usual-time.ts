const FORM = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{3})?Z)?$/;

const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334] as const;
const DAYS_BEFORE_1970 = 719_528;

/**
 * Milliseconds since 1970 of the forms in which systems write dates: `2026-11-21`, `2026-11-21T09:30:00Z` and
 * `2026-11-21T09:30:00.000Z`. NaN for any other text, of which it says nothing: `Date.parse` may read it. Gives what
 * `Date.parse` gives in a third of its time, which was most of what a rule on a date took.
 */
export function parseUsualTime(text: string): number {
  if (!FORM.test(text)) return Number.NaN;
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  if (month < 1 || month > 12 || day < 1 || day > 31) return Number.NaN;
  const midnight = daysSince1970(twoDigits(text, 0) * 100 + twoDigits(text, 2), month, day) * 86_400_000;
  if (text.length === 10) return midnight;

  const [hours, minutes, seconds] = [twoDigits(text, 11), twoDigits(text, 14), twoDigits(text, 17)];
  if (hours > 23 || minutes > 59 || seconds > 59) return Number.NaN;
  const thousandths = text.length === 20 ? 0 : twoDigits(text, 20) * 10 + text.charCodeAt(22) - ZERO;
  return midnight + ((hours * 60 + minutes) * 60 + seconds) * 1_000 + thousandths;
}

const ZERO = 48;
const twoDigits = (text: string, at: number): number =>
  (text.charCodeAt(at) - ZERO) * 10 + text.charCodeAt(at + 1) - ZERO;

/** In today's calendar, for all years. 31 February comes three days after 28 February, as `Date.parse` has it. */
function daysSince1970(year: number, month: number, day: number): number {
  const leap = month > 2 ? year : year - 1;
  const leapDays = Math.floor(leap / 4) - Math.floor(leap / 100) + Math.floor(leap / 400);
  return year * 365 + leapDays + (DAYS_BEFORE_MONTH[month - 1] ?? 0) + day - DAYS_BEFORE_1970;
}
