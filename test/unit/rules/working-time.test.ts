import { expect } from 'chai';
import type { Path } from '../../../src/mapping/problem.ts';
import { absenceAt, localDayOf } from '../../../src/rules/working-time/absence.ts';
import { dayText, withLeave } from '../../../src/rules/working-time/calendar.ts';
import { compileCalendar, compileLeave } from '../../../src/rules/working-time/compile-calendar.ts';
import {
  addWorking,
  isWorking,
  nextWorking,
  workingBetween,
} from '../../../src/rules/working-time/working.ts';
import { at, calendar, HOUR, MINUTE } from './build-files.ts';

const BERLIN = calendar(`
zone: Europe/Berlin
hours: { mon-thu: [09:00-12:30, 13:30-18:00], fri: 09:00-15:00 }
holidays: { 2026-12-25: Christmas Day }
`);
const show = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

describe('working time', () => {
  it('is where a clock on the wall shows working hours, from the first moment to before the last', () => {
    const moments = ['08:59:59.999', '09:00', '12:29:59.999', '12:30', '13:30', '17:59:59.999', '18:00'];
    const shown = moments.map((time) => isWorking(BERLIN, at(`2026-11-23T${time}+01:00`)));
    expect(shown).to.deep.equal([false, true, true, false, true, true, false]);
  });

  it('goes on with the next span, the next day, and after the week-end and holidays', () => {
    expect(show(nextWorking(BERLIN, at('2026-11-23T10:00+01:00')))).to.equal('2026-11-23T09:00:00.000Z');
    expect(show(nextWorking(BERLIN, at('2026-11-23T12:30+01:00')))).to.equal('2026-11-23T12:30:00.000Z');
    expect(show(nextWorking(BERLIN, at('2026-11-27T15:00+01:00')))).to.equal('2026-11-30T08:00:00.000Z');
    expect(show(nextWorking(BERLIN, at('2026-12-24T18:00+01:00')))).to.equal('2026-12-28T08:00:00.000Z');
  });

  it('makes what takes 30 minutes due when they were worked, at closing time rather than the next morning', () => {
    const due = (from: string): string | null => show(addWorking(BERLIN, at(from), 30 * MINUTE));
    expect(due('2026-11-23T12:00+01:00')).to.equal('2026-11-23T11:30:00.000Z');
    expect(due('2026-11-23T12:15+01:00')).to.equal('2026-11-23T12:45:00.000Z');
    expect(due('2026-11-27T14:50+01:00')).to.equal('2026-11-30T08:20:00.000Z');
    expect(due('2026-11-28T03:00+01:00')).to.equal('2026-11-30T08:30:00.000Z');
  });

  it('counts nothing from a moment to an earlier one, and a whole week as 38 hours', () => {
    const [monday, next] = [at('2026-11-23T00:00+01:00'), at('2026-11-30T00:00+01:00')];
    expect(workingBetween(BERLIN, monday, next)).to.equal(38 * HOUR);
    expect(workingBetween(BERLIN, next, monday)).to.equal(0);
  });

  it('loses the hour that is skipped in spring, and works the one that comes twice in autumn twice', () => {
    const nights = calendar('{ zone: Europe/Berlin, hours: { sun: 00:00-06:00 } }');
    const hours = (day: string): number =>
      workingBetween(nights, at(`${day}T00:00Z`) - 12 * HOUR, at(`${day}T12:00Z`)) / HOUR;
    expect([hours('2026-03-22'), hours('2026-03-29'), hours('2026-10-25')]).to.deep.equal([6, 5, 7]);
  });

  it('shifts by half an hour on Lord Howe Island', () => {
    const nights = calendar('{ zone: Australia/Lord_Howe, hours: { sun: 00:00-06:00 } }');
    const [from, until] = [at('2026-04-04T12:00Z'), at('2026-04-05T00:00Z')];
    expect(workingBetween(nights, from, until)).to.equal(6.5 * HOUR);
  });

  it('has a day that a zone skipped as no day', () => {
    const samoa = calendar('{ zone: Pacific/Apia, hours: { thu-sat: 09:00-17:00 } }');
    const [from, until] = [at('2011-12-29T00:00Z'), at('2012-01-01T00:00Z')];
    expect(workingBetween(samoa, from, until)).to.equal(16 * HOUR);
  });

  it('knows around the clock', () => {
    const always = calendar('{ zone: UTC, hours: { mon-sun: 00:00-24:00 } }');
    const from = at('2026-11-22T13:37:11.123Z');
    expect(workingBetween(always, from, from + 1e10)).to.equal(1e10);
    expect(addWorking(always, from, 1e10)).to.equal(from + 1e10);
  });

  it('says why somebody is away', () => {
    const leave = compileLeave(['2026-11-30..2026-12-04'], [], () => undefined);
    const alex = withLeave(BERLIN, leave);
    const why = (moment: string) => absenceAt(alex, at(moment));
    expect(why('2026-11-23T10:00+01:00')).to.equal(null);
    expect(why('2026-12-04T23:59+01:00')).to.deep.equal({ kind: 'leave', until: '2026-12-04' });
    expect(why('2026-12-05T00:00+01:00')).to.deep.equal({ kind: 'off-hours' });
    expect(why('2026-12-25T10:00+01:00')).to.deep.equal({ kind: 'holiday', name: 'Christmas Day' });
  });

  it('knows the day by the clock on the wall', () => {
    expect(dayText(localDayOf(BERLIN, at('2026-11-22T22:59Z')))).to.equal('2026-11-22');
    expect(dayText(localDayOf(BERLIN, at('2026-11-22T23:00Z')))).to.equal('2026-11-23');
  });

  it('ends its search for somebody who never comes back', () => {
    const gone = withLeave(
      BERLIN,
      compileLeave(['2026-01-01..2099-12-31'], [], () => undefined),
    );
    expect(nextWorking(gone, at('2026-11-23T10:00Z'))).to.equal(null);
    expect(addWorking(gone, at('2026-11-23T10:00Z'), 1)).to.equal(null);
  });
});

describe('a calendar with a mistake', () => {
  const GOOD = { zone: 'Europe/Berlin', hours: { 'mon-fri': '09:00-17:00' } };
  const told = (source: Parameters<typeof compileCalendar>[0]): readonly string[] => {
    const problems: string[] = [];
    compileCalendar(source, [], (path: Path, cause, fix) =>
      problems.push(`${path.join('.')}: ${cause}. ${fix}`),
    );
    return problems;
  };
  const mistakes: Readonly<Record<string, readonly [Parameters<typeof compileCalendar>[0], string]>> = {
    'a zone that is none': [
      { ...GOOD, zone: 'Europe/Berlim' },
      'zone: there is no time zone "Europe/Berlim". Did you mean "Europe/Berlin"?',
    ],
    'an offset in place of a zone': [
      { ...GOOD, zone: '+01:00' },
      'zone: there is no time zone "+01:00". Use a name of the IANA list, e.g. Europe/Berlin.',
    ],
    'a weekday that is none': [
      { ...GOOD, hours: { 'mon-fry': '09:00-17:00' } },
      'hours.mon-fry: "mon-fry" is no day of the week. Write e.g. mon, or mon-fri.',
    ],
    'a weekday twice': [
      { ...GOOD, hours: { 'mon-fri': '09:00-17:00', fri: '09:00-12:00' } },
      'hours.fri: fri has hours already. Name each day once.',
    ],
    'hours that are none': [
      { ...GOOD, hours: { mon: '9 to 5' } },
      'hours.mon: "9 to 5" is no time from and until. Write e.g. 09:00-12:30.',
    ],
    'hours after midnight': [
      { ...GOOD, hours: { mon: '22:00-06:00' } },
      'hours.mon: "22:00-06:00" ends before it begins. Write a night as two: until 24:00, and from 00:00.',
    ],
    'hours that overlap': [
      { ...GOOD, hours: { mon: ['09:00-13:00', '12:00-17:00'] } },
      'hours.mon: two times overlap or touch. Make them one.',
    ],
    'no hours': [
      { ...GOOD, hours: {} },
      'hours: there are no working hours. Add e.g. "mon-fri: 09:00-17:30".',
    ],
    'a holiday that is no day': [
      { ...GOOD, holidays: { '2026-02-29': 'Leap Day' } },
      'holidays.2026-02-29: "2026-02-29" is no day. Write it as year, month and day: 2026-12-24.',
    ],
  };
  for (const [name, [source, problem]] of Object.entries(mistakes)) {
    it(`tells ${name}`, () => expect(told(source)).to.deep.equal([problem]));
  }

  it('tells leave that is no time, or ends before it begins', () => {
    const problems: string[] = [];
    const leave = ['2026-12-24', '24.12.2026', '2027-01-06..2026-12-22', '2026-01-01..2026-01-02..'];
    const kept = compileLeave(leave, ['leave'], (path, cause) =>
      problems.push(`${path.join('.')}: ${cause}`),
    );
    expect(kept).to.have.length(1);
    expect(problems).to.deep.equal([
      'leave.1: "24.12.2026" is no day',
      'leave.2: the leave ends before it begins',
      'leave.3: "2026-01-01..2026-01-02.." is no day',
    ]);
  });
});
