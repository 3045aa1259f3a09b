import { expect } from 'chai';
import { clocksOf, type Clocks } from '../../../src/expression/clocks.ts';
import { splitCondition } from '../../../src/expression/split.ts';
import type { ExpressionSchema } from '../../../src/expression/types.ts';
import { ACTIVITIES, ANNA, NOW, SCHEMA } from './person.ts';

const DAY_MS = 86_400_000;
const WITH_SCORE: ExpressionSchema = new Map([
  ...SCHEMA,
  ['daysInStage', { type: 'number' }],
  ['score', { type: 'number' }],
]);
const clocks = (text: string): Clocks =>
  clocksOf(text, {
    schema: WITH_SCORE,
    activities: ACTIVITIES,
    growing: new Map([['daysInStage', 1 / DAY_MS]]),
    decaying: new Set(['score']),
  });

/** When both sides of the comparison meet, by what is said of it now. */
function meeting(text: string): string {
  const [crossing] = clocks(text).crossings;
  const outcome = crossing?.distance.evaluate({
    ...ANNA,
    fields: (name) => (name === 'daysInStage' ? 4 : (ANNA.fields as Record<string, string | number>)[name]),
  });
  const distance = outcome?.kind === 'known' ? Number(outcome.value) : Number.NaN;
  return new Date(NOW.getTime() - distance / (crossing?.perMs ?? 1)).toISOString();
}

describe('what time can change in a condition', () => {
  const met: Readonly<Record<string, string>> = {
    'createdAt > now - 30d': '2026-12-10T08:00:00.000Z',
    '!(createdAt > now - 30d)': '2026-12-10T08:00:00.000Z',
    'now - createdAt > 30d': '2026-12-10T08:00:00.000Z',
    'days(now - createdAt) < 30': '2026-12-10T08:00:00.000Z',
    'renewal < now + 30d': '2026-12-01T00:00:00.000Z',
    'now >= "2026-12-24"': '2026-12-24T00:00:00.000Z',
    '14 <= daysInStage': '2026-12-01T12:00:00.000Z',
  };
  for (const [text, at] of Object.entries(met)) {
    it(`is that both sides of ${text} meet at ${at}`, () => {
      expect(clocks(text).unclear).to.equal(null);
      expect(meeting(text)).to.equal(at);
    });
  }

  it('is nothing for a condition that does not ask for the time', () => {
    expect(clocks('employees > 50 && count("page_view") > 3')).to.deep.equal({
      crossings: [],
      falls: [],
      leavings: [],
      thresholds: [],
      unclear: null,
    });
  });

  it('is that a count of a window falls below the number it is compared with', () => {
    const falls = (text: string) => clocks(text).falls.map(({ query, least }) => [query.activity, least]);
    expect(falls('count("page_view", 7d) >= 3 || country == "DE"')).to.deep.equal([['page_view', 3]]);
    expect(falls('2 < count("page_view", 7d)')).to.deep.equal([['page_view', 3]]);
    expect(falls('count("page_view", 7d) == 3')).to.deep.equal([
      ['page_view', 3],
      ['page_view', 4],
    ]);
  });

  it('is every activity that leaves the window, where counts are calculated with', () => {
    const { falls, leavings } = clocks('count("page_view", 7d) + count("email_click", 7d) > 3');
    expect(falls).to.deep.equal([]);
    expect(leavings.map(({ activity }) => activity)).to.deep.equal(['page_view', 'email_click']);
  });

  it('is that a decaying field comes to the number it is compared with', () => {
    expect(clocks('score >= 40 && !(30 >= score)').thresholds).to.deep.equal([
      { field: 'score', value: 40, side: 'upper' },
      { field: 'score', value: 30, side: 'lower' },
    ]);
  });

  for (const [text, offset] of Object.entries({
    'employees > 5 && floor(daysInStage) > 3': 17,
    'year(now) == 2026': 0,
    'score + employees > 40': 0,
    'daysInStage > count("page_view", 7d)': 0,
  })) {
    it(`cannot be told of ${text}`, () => expect(clocks(text).unclear).to.equal(offset));
  }
});

describe('a condition in parts', () => {
  it('is joined by "and" and "or", with chains in one and brackets kept', () => {
    expect(splitCondition('employees > 5 && country == "DE" && (city == "Wien" || optedOut)')).to.deep.equal({
      kind: 'all',
      text: 'employees > 5 && country == "DE" && (city == "Wien" || optedOut)',
      parts: [
        { kind: 'one', text: 'employees > 5' },
        { kind: 'one', text: 'country == "DE"' },
        {
          kind: 'any',
          text: 'city == "Wien" || optedOut',
          parts: [
            { kind: 'one', text: 'city == "Wien"' },
            { kind: 'one', text: 'optedOut' },
          ],
        },
      ],
    });
  });

  it('is one when nothing joins it', () => {
    expect(splitCondition('!(optedOut && freeMail)')).to.deep.equal({
      kind: 'one',
      text: '!(optedOut && freeMail)',
    });
  });
});
