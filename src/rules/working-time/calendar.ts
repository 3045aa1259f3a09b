import { DAY_MS } from '../../domain/clock.ts';
import type { Zone } from './zone.ts';

/** A piece of time: `from` is in it, `until` is not. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** Days by their number since 1970-01-01, both included. */
export interface Leave {
  readonly first: number;
  readonly last: number;
}

/** The working time within one day of UTC, in order, as moments. */
export interface WorkingTime {
  spansOn(utcDay: number): readonly Span[];
}

/** When somebody works. Moments are milliseconds since 1970, days are numbered since 1970-01-01. */
export interface Calendar extends WorkingTime {
  readonly zone: Zone;
  /** Working hours by weekday, Sunday first: milliseconds of the day as clocks on the wall show it, in order, not touching. */
  readonly week: readonly (readonly Span[])[];
  /** Day → what is celebrated. */
  readonly holidays: ReadonlyMap<number, string>;
  readonly leave: readonly Leave[];
}

/** Of somebody who is always there, and of a queue. */
export const ALWAYS: WorkingTime = {
  spansOn: (utcDay) => [{ from: utcDay * DAY_MS, until: (utcDay + 1) * DAY_MS }],
};

export const dayOf = (at: number): number => Math.floor(at / DAY_MS);

/** `YYYY-MM-DD` */
export const dayText = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/**
 * A moment is working time when a clock on the wall then shows working hours of a working day. So of hours that are skipped
 * when summer time begins nothing is worked, and hours that come twice when it ends are worked twice.
 */
export function makeCalendar(parts: Omit<Calendar, 'spansOn'>): Calendar {
  const known = new Map<number, readonly Span[]>();
  return {
    ...parts,
    spansOn(utcDay) {
      let spans = known.get(utcDay);
      if (spans === undefined) {
        spans = findSpans(parts, utcDay);
        known.set(utcDay, spans);
      }
      return spans;
    },
  };
}

/** The same hours, of a person who is away on some days. */
export const withLeave = (calendar: Calendar, leave: readonly Leave[]): Calendar =>
  leave.length === 0 ? calendar : makeCalendar({ ...calendar, leave: [...calendar.leave, ...leave] });

function findSpans(parts: Omit<Calendar, 'spansOn'>, utcDay: number): readonly Span[] {
  const [from, until] = [utcDay * DAY_MS, (utcDay + 1) * DAY_MS];
  const stretches = parts.zone.stretchesOf(new Date(from).getUTCFullYear());
  return stretches.flatMap((stretch) => {
    const [begin, end] = [Math.max(from, stretch.from), Math.min(until, stretch.until)];
    if (begin >= end) return [];
    const days = range(dayOf(begin + stretch.offset), dayOf(end - 1 + stretch.offset));
    return days.flatMap((day) =>
      hoursOn(parts, day).flatMap((hours) => {
        const midnight = day * DAY_MS - stretch.offset;
        const span = {
          from: Math.max(begin, midnight + hours.from),
          until: Math.min(end, midnight + hours.until),
        };
        return span.from < span.until ? [span] : [];
      }),
    );
  });
}

const NONE: readonly Span[] = [];

function hoursOn({ week, holidays, leave }: Omit<Calendar, 'spansOn'>, day: number): readonly Span[] {
  if (holidays.has(day) || leave.some(({ first, last }) => first <= day && day <= last)) return NONE;
  // 1970-01-01 was a Thursday.
  return week[(((day + 4) % 7) + 7) % 7] ?? NONE;
}

const range = (first: number, last: number): readonly number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);
