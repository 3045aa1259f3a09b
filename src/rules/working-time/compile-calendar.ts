import { DAY_MS } from '../../domain/clock.ts';
import { didYouMean } from '../../domain/suggest.ts';
import type { Path, Report } from '../../mapping/problem.ts';
import { makeCalendar, type Calendar, type Leave, type Span } from './calendar.ts';
import { dayOfText } from './day-of-text.ts';
import type { CalendarDocument } from './document.ts';
import { makeZone, zoneNames } from './zone.ts';

/** As `Date.getUTCDay` counts them. */
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** What a calendar of a rules file means; null when its time zone is not known. */
export function compileCalendar(source: CalendarDocument, path: Path, report: Report): Calendar | null {
  const zone = makeZone(source.zone);
  if (zone === null) {
    const fix = didYouMean(source.zone, zoneNames(), 'Use a name of the IANA list, e.g. Europe/Berlin.');
    report([...path, 'zone'], `there is no time zone "${source.zone}"`, fix);
  }
  const week = compileWeek(source.hours, [...path, 'hours'], report);
  const holidays = new Map<number, string>();
  for (const [text, name] of Object.entries(source.holidays ?? {})) {
    const day = dayOfText(text);
    if (day === null) tellDay(text, [...path, 'holidays', text], report, 'key');
    else holidays.set(day, name);
  }
  return zone === null ? null : makeCalendar({ zone, week, holidays, leave: [] });
}

/** Days off of a person; what is no day is told and left out. */
export function compileLeave(source: readonly string[], path: Path, report: Report): readonly Leave[] {
  return source.flatMap((text, index) => {
    const [from = '', until = from, ...more] = text.split('..');
    const [first, last] = [dayOfText(from), dayOfText(until)];
    if (first === null || last === null || more.length > 0) {
      tellDay(text, [...path, index], report, 'value');
      return [];
    }
    if (last < first) {
      report([...path, index], 'the leave ends before it begins', 'Write the first day first.');
      return [];
    }
    return [{ first, last }];
  });
}

function tellDay(text: string, path: Path, report: Report, place: 'key' | 'value'): void {
  report(path, `"${text}" is no day`, 'Write it as year, month and day: 2026-12-24.', place);
}

function compileWeek(source: CalendarDocument['hours'], path: Path, report: Report): Calendar['week'] {
  const week: (readonly Span[] | undefined)[] = WEEKDAYS.map(() => undefined);
  for (const [text, hours] of Object.entries(source)) {
    const days = weekdaysOf(text);
    if (days === null) {
      report([...path, text], `"${text}" is no day of the week`, 'Write e.g. mon, or mon-fri.', 'key');
      continue;
    }
    const spans = compileSpans([hours].flat(), [...path, text], report);
    for (const day of days) {
      if (week[day] !== undefined)
        report([...path, text], `${WEEKDAYS[day] ?? ''} has hours already`, 'Name each day once.', 'key');
      week[day] = spans;
    }
  }
  if (Object.keys(source).length === 0)
    report(path, 'there are no working hours', 'Add e.g. "mon-fri: 09:00-17:30".');
  return week.map((spans) => spans ?? []);
}

/** `mon`, `mon-fri`, `sat-mon` */
function weekdaysOf(text: string): readonly number[] | null {
  const [from = '', until = from, ...more] = text.split('-');
  const [first, last] = [from, until].map((word) => (WEEKDAYS as readonly string[]).indexOf(word));
  if (first === undefined || last === undefined || first === -1 || last === -1 || more.length > 0)
    return null;
  return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, index) => (first + index) % 7);
}

function compileSpans(texts: readonly string[], path: Path, report: Report): readonly Span[] {
  const spans = texts.flatMap((text) => {
    const [, fromHour, fromMinute, untilHour, untilMinute] =
      /^(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})$/u.exec(text) ?? [];
    const from = timeOfDay(fromHour, fromMinute);
    const until = timeOfDay(untilHour, untilMinute);
    if (from === null || until === null) {
      report(path, `"${text}" is no time from and until`, 'Write e.g. 09:00-12:30.');
      return [];
    }
    if (until <= from) {
      report(path, `"${text}" ends before it begins`, 'Write a night as two: until 24:00, and from 00:00.');
      return [];
    }
    return [{ from, until }];
  });
  const sorted = spans.toSorted((a, b) => a.from - b.from);
  if (sorted.some(({ from }, index) => from <= (sorted[index - 1]?.until ?? -1)))
    report(path, 'two times overlap or touch', 'Make them one.');
  return sorted;
}

function timeOfDay(hour: string | undefined, minute: string | undefined): number | null {
  const ms = (Number(hour) * 60 + Number(minute)) * 60_000;
  return Number(minute) < 60 && ms <= DAY_MS ? ms : null;
}
