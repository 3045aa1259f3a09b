import { dayOf, dayText } from './calendar.ts';

/** The number of a day that is written `YYYY-MM-DD`; null when there is no such day. */
export function dayOfText(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(text)) return null;
  const ms = Date.parse(text);
  return !Number.isNaN(ms) && dayText(dayOf(ms)) === text ? dayOf(ms) : null;
}
