import { DAY_MS } from '../../domain/clock.ts';

/** A time with one offset: `from` is in it, `until` is not. Milliseconds since 1970. */
export interface Stretch {
  readonly from: number;
  readonly until: number;
  /** How far the zone's clocks are ahead of UTC, in milliseconds. */
  readonly offset: number;
}

/** A time zone. */
export interface Zone {
  /** As IANA names it, e.g. `Europe/Berlin`. */
  readonly name: string;
  /** The stretches of one year, in UTC, in order and without gaps. */
  stretchesOf(year: number): readonly Stretch[];
}

const SECOND = 1_000;

/** Null when there is no such time zone. */
export function makeZone(name: string): Zone | null {
  const format = formatFor(name);
  if (format === null) return null;
  const years = new Map<number, readonly Stretch[]>();
  return {
    name,
    stretchesOf(year) {
      let found = years.get(year);
      if (found === undefined) {
        found = findStretches(Date.UTC(year), Date.UTC(year + 1), (at) => offsetAt(format, at));
        years.set(year, found);
      }
      return found;
    },
  };
}

/** The zones that can be named, for a hint. */
export const zoneNames = (): readonly string[] => Intl.supportedValuesOf('timeZone');

function formatFor(name: string): Intl.DateTimeFormat | null {
  // Offsets (`+02:00`) are taken too, but know nothing of summer time.
  if (!/^[A-Za-z]/u.test(name)) return null;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name, timeZoneName: 'longOffset' });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** `GMT`, `GMT+05:30`, and `GMT-00:01:15` in the days of local mean time. */
function offsetAt(format: Intl.DateTimeFormat, at: number): number {
  const shown = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours, minutes, seconds = '0'] =
    /([+-])(\d{2}):(\d{2})(?::(\d{2}))?$/u.exec(shown.replace('\u2212', '-')) ?? [];
  if (sign === undefined) return 0;
  const ms = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * SECOND;
  return sign === '-' ? -ms : ms;
}

/** Asking costs some microseconds, so offsets are compared day by day, and only where they differ the change is searched. */
function findStretches(begin: number, end: number, offsetOf: (at: number) => number): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let from = begin;
  let offset = offsetOf(begin);
  for (let day = begin; day < end; day += DAY_MS) {
    const next = offsetOf(day + DAY_MS);
    if (next === offset) continue;
    const old = offset;
    const until = firstWith(day, day + DAY_MS, (at) => offsetOf(at) !== old);
    if (until >= end) break;
    stretches.push({ from, until, offset });
    from = until;
    offset = next;
  }
  return [...stretches, { from, until: end, offset }];
}

/** The first second at which it is so: not at `before`, but at `after`. */
function firstWith(before: number, after: number, isSo: (at: number) => boolean): number {
  let [low, high] = [before, after];
  while (high - low > SECOND) {
    const middle = low + Math.floor((high - low) / 2 / SECOND) * SECOND;
    if (isSo(middle)) high = middle;
    else low = middle;
  }
  return high;
}
