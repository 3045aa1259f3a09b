import { dayOf, dayText, type Calendar } from './calendar.ts';
import { isWorking } from './working.ts';

/** Why somebody does not work at a moment. Days are `YYYY-MM-DD`. */
export type Absence =
  | { readonly kind: 'leave'; readonly until: string }
  | { readonly kind: 'holiday'; readonly name: string }
  | { readonly kind: 'off-hours' };

const OFF_HOURS: Absence = { kind: 'off-hours' };

/** Null while it is working time. */
export function absenceAt(calendar: Calendar, at: number): Absence | null {
  if (isWorking(calendar, at)) return null;
  const day = localDayOf(calendar, at);
  const leave = calendar.leave.find(({ first, last }) => first <= day && day <= last);
  if (leave !== undefined) return { kind: 'leave', until: dayText(leave.last) };
  const name = calendar.holidays.get(day);
  if (name !== undefined) return { kind: 'holiday', name };
  return OFF_HOURS;
}

/** The day on the calendar on the wall, by its number since 1970-01-01. */
export function localDayOf({ zone }: Calendar, at: number): number {
  for (const { from, until, offset } of zone.stretchesOf(new Date(at).getUTCFullYear()))
    if (from <= at && at < until) return dayOf(at + offset);
  return dayOf(at);
}
