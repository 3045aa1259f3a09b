import { expect } from 'chai';
import fc from 'fast-check';
import type { Calendar } from '../../src/rules/working-time/calendar.ts';
import { addWorking, isWorking, nextWorking, workingBetween } from '../../src/rules/working-time/working.ts';
import { at, calendar, HOUR, MINUTE } from '../unit/rules/build-files.ts';

const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'] as const;
/** Around them clocks change in three of the four zones; and a turn of the year. */
const CHANGES = [
  '2026-03-08',
  '2026-03-29',
  '2026-04-05',
  '2026-10-04',
  '2026-10-25',
  '2026-11-01',
  '2027-01-01',
];

const HOURS = [
  '{ mon-fri: [08:00-12:15, 13:00-17:45] }',
  '{ sat-mon: 00:00-04:00, tue: 22:00-24:00 }',
  '{ mon-sun: 00:00-24:00 }',
];
const CALENDARS: readonly Calendar[] = ZONES.flatMap((zone) =>
  HOURS.map((hours) =>
    calendar(`{ zone: ${zone}, hours: ${hours}, holidays: { 2026-03-30: Rest, 2027-01-01: New Year } }`),
  ),
);

const calendars = fc.constantFrom(...CALENDARS);
/** Within five days of a change of clocks, to the millisecond. */
const moments = fc
  .tuple(fc.constantFrom(...CHANGES), fc.integer({ min: -5 * 24 * HOUR, max: 5 * 24 * HOUR }))
  .map(([day, ms]) => at(`${day}T00:00Z`) + ms);
const lengths = fc.integer({ min: 0, max: 60 * HOUR });

/** What a clock on the wall shows, straight from the platform. */
function wallClock(
  zone: string,
): (ms: number) => { readonly weekday: string; readonly minute: number; readonly day: string } {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return (ms) => {
    const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]));
    return {
      weekday: parts['weekday']!,
      minute: Number(parts['hour']) * 60 + Number(parts['minute']),
      day: `${parts['year']!}-${parts['month']!}-${parts['day']!}`,
    };
  };
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

describe('laws of working time', () => {
  it('is working time exactly where a clock on the wall shows it, every five minutes around each change of clocks', () => {
    for (const one of CALENDARS) {
      const clock = wallClock(one.zone.name);
      for (const change of CHANGES) {
        for (
          let ms = at(`${change}T00:00Z`) - 30 * HOUR;
          ms < at(`${change}T00:00Z`) + 30 * HOUR;
          ms += 5 * MINUTE
        ) {
          const { weekday, minute, day } = clock(ms);
          const free = day === '2026-03-30' || day === '2027-01-01';
          const hours = free ? [] : one.week[WEEKDAYS.indexOf(weekday)]!;
          const works = hours.some(({ from, until }) => from <= minute * MINUTE && minute * MINUTE < until);
          if (isWorking(one, ms) !== works) expect.fail(`${one.zone.name} at ${new Date(ms).toISOString()}`);
        }
      }
    }
  });

  it('what is added lies between', () => {
    fc.assert(
      fc.property(calendars, moments, lengths, (one, from, ms) => {
        expect(workingBetween(one, from, addWorking(one, from, ms)!)).to.equal(ms);
      }),
    );
  });

  it('what lies between, added, is the first moment by which as much was worked', () => {
    fc.assert(
      fc.property(calendars, moments, lengths, (one, from, length) => {
        const ms = workingBetween(one, from, from + length);
        const reached = addWorking(one, from, ms)!;
        expect(reached).to.be.at.most(from + length);
        expect(workingBetween(one, reached, from + length)).to.equal(0);
      }),
    );
  });

  it('two parts make up the whole, wherever it is split', () => {
    fc.assert(
      fc.property(calendars, moments, lengths, lengths, (one, from, first, second) => {
        const [middle, end] = [from + first, from + first + second];
        const parts = workingBetween(one, from, middle) + workingBetween(one, middle, end);
        expect(parts).to.equal(workingBetween(one, from, end));
        const steps = addWorking(one, addWorking(one, from, first)!, second);
        expect(steps).to.equal(addWorking(one, from, first + second));
      }),
    );
  });

  it('more work is never done earlier, and a later start never ends earlier', () => {
    fc.assert(
      fc.property(calendars, moments, lengths, lengths, (one, from, ms, more) => {
        expect(addWorking(one, from, ms)!).to.be.at.most(addWorking(one, from, ms + more)!);
        expect(addWorking(one, from, ms)!).to.be.at.most(addWorking(one, from + more, ms)!);
      }),
    );
  });

  it('the next working moment is one, and none lies before it', () => {
    fc.assert(
      fc.property(calendars, moments, (one, from) => {
        const next = nextWorking(one, from)!;
        expect(isWorking(one, next)).to.equal(true);
        expect(workingBetween(one, from, next)).to.equal(0);
      }),
    );
  });
});
