import { expect } from 'chai';
import fc from 'fast-check';
import { bandOf, DEFAULT_BREAKER } from '../../../../src/deliver/breaker/band.ts';
import { judge, type Load } from '../../../../src/deliver/breaker/judge.ts';
import { CHANGE_KINDS } from '../../../../src/domain/change.ts';
import { LANES } from '../../../../src/domain/lane.ts';
import type { Past } from '../../../../src/ledger/change-counts.ts';

const past = (over: Partial<Past> = {}): Past => ({
  days: [],
  linked: 0,
  released: 0,
  asked: 0,
  filled: true,
  ...over,
});
const load = (over: Partial<Load> = {}): Load => ({
  lane: 'live',
  kind: 'blank',
  waiting: 0,
  recent: 0,
  more: false,
  waitedMs: 0,
  ...over,
});
const settings = { floor: 500, share: 5 };

describe('the band of a kind of change', () => {
  const cases: Readonly<Record<string, { readonly given: Partial<Past>; readonly most: number }>> = {
    'is the floor in an installation of 0 records and 0 days': { given: {}, most: 500 },
    'is the floor where 5 % of 1,000 linked records are fewer': { given: { linked: 1_000 }, most: 500 },
    'is 5 % of 100,000 linked records': { given: { linked: 100_000 }, most: 5_000 },
    'learns nothing from 4 days': { given: { days: [9_000, 9_000, 9_000, 9_000] }, most: 500 },
    'is three times what 5 equal days had': {
      given: { days: [1_000, 1_000, 1_000, 1_000, 1_000] },
      most: 3_000,
    },
    'reaches further where the days differ': {
      // Median 1,000, median deviation 100: a busy day has 1,000 + 3.5 × 148.26.
      given: { days: [800, 900, 1_000, 1_100, 1_200] },
      most: 4_556,
    },
    'is not moved by 2 wild days of 5': {
      given: { days: [1_000, 1_000, 1_000, 60_000, 90_000] },
      most: 3_000,
    },
    'is wider by the level that was released': { given: { released: 7_000 }, most: 7_500 },
    'is wider by what a list brings': { given: { asked: 20_000 }, most: 20_500 },
  };
  for (const [name, { given, most }] of Object.entries(cases)) {
    it(name, () => {
      expect(bandOf('blank', past(given), settings).most).to.equal(most);
    });
  }

  it('says how usual a change is, and of how many days, from 5 days on', () => {
    expect(bandOf('blank', past({ days: [1, 2, 3, 4] }), settings)).to.include({ usual: null, days: 4 });
    expect(bandOf('blank', past({ days: [1, 2, 3, 4, 5, 6] }), settings)).to.include({ usual: 3.5, days: 6 });
  });

  it('has no end for creates until the first full sync has ended, and for nothing else', () => {
    expect(bandOf('create', past({ filled: false }), settings).most).to.equal(Infinity);
    expect(bandOf('create', past(), settings).most).to.equal(500);
    expect(bandOf('blank', past({ filled: false }), settings).most).to.equal(500);
    expect(bandOf('owner', past({ filled: false }), settings).most).to.equal(500);
  });
});

describe('the judgement on a batch', () => {
  const band = { usual: null, days: 0, most: 500 };
  const cases: Readonly<Record<string, { readonly given: Partial<Load>; readonly then: string }>> = {
    'sends 500 of 500': { given: { waiting: 500, waitedMs: 1_000 }, then: 'send' },
    'trips at 501': { given: { waiting: 501 }, then: 'trip' },
    'counts what was sent in the last 24 hours': { given: { waiting: 1, recent: 500 }, then: 'trip' },
    'lets a crowd of blanks wait while more may come': { given: { waiting: 51, more: true }, then: 'gather' },
    'sends 50, which are no crowd': { given: { waiting: 50, more: true }, then: 'send' },
    'lets a crowd of blanks wait a second anyway': { given: { waiting: 51, waitedMs: 999 }, then: 'gather' },
    'sends a crowd that is there whole': { given: { waiting: 51, waitedMs: 1_000 }, then: 'send' },
    'sends a crowd that has waited 15 s': {
      given: { waiting: 51, more: true, waitedMs: 15_000 },
      then: 'send',
    },
    'lets no create wait': { given: { waiting: 51, more: true, kind: 'create' }, then: 'send' },
    'lets nothing of the hot lane wait': { given: { waiting: 51, more: true, lane: 'hot' }, then: 'send' },
    'trips in the hot lane, too': { given: { waiting: 501, lane: 'hot' }, then: 'trip' },
    'trips rather than waits': { given: { waiting: 501, more: true }, then: 'trip' },
  };
  for (const [name, { given, then }] of Object.entries(cases)) {
    it(name, () => {
      expect(judge(load(given), band, 500)).to.equal(then);
    });
  }
});

describe('the breaker, whatever was and is', () => {
  const count = fc.nat({ max: 100_000 });
  const somePast = fc.record({
    days: fc.array(count, { maxLength: 28 }),
    linked: count,
    released: count,
    asked: count,
    filled: fc.boolean(),
  });
  const someSettings = fc.record({ floor: fc.integer({ min: 1, max: 10_000 }), share: fc.nat({ max: 100 }) });
  const someLoad = fc.record({
    lane: fc.constantFrom(...LANES),
    kind: fc.constantFrom(...CHANGE_KINDS),
    waiting: count,
    recent: count,
    more: fc.boolean(),
    waitedMs: count,
  });
  const verdict = (of: Load, before: Past, by: typeof settings): string =>
    judge(of, bandOf(of.kind, before, by), by.floor);

  it('stays tripped when more changes come', () => {
    fc.assert(
      fc.property(someLoad, somePast, someSettings, count, count, (of, before, by, waiting, recent) => {
        fc.pre(verdict(of, before, by) === 'trip');
        const more = { ...of, waiting: of.waiting + waiting, recent: of.recent + recent };
        expect(verdict(more, before, by)).to.equal('trip');
      }),
    );
  });

  it('never trips within the floor, so that no band has to be asked for there', () => {
    fc.assert(
      fc.property(someLoad, somePast, someSettings, (of, before, by) => {
        fc.pre(of.waiting + of.recent <= by.floor);
        expect(verdict(of, before, by)).to.not.equal('trip');
        expect(verdict(of, before, by)).to.equal(judge(of, null, by.floor));
      }),
    );
  });

  it('lets a released level pass, now and again', () => {
    fc.assert(
      fc.property(someLoad, somePast, someSettings, (of, before, by) => {
        const level = of.waiting + of.recent;
        expect(verdict(of, { ...before, released: level }, by)).to.not.equal('trip');
        expect(
          verdict({ ...of, waiting: level, recent: 0 }, { ...before, released: level }, by),
        ).to.not.equal('trip');
      }),
    );
  });

  it('has a band that no wider past, share or floor makes narrower', () => {
    fc.assert(
      fc.property(somePast, someSettings, count, (before, by, more) => {
        const most = (given: Past, set = by): number => bandOf('blank', given, set).most;
        const now = most(before);
        expect(most({ ...before, linked: before.linked + more })).to.be.at.least(now);
        expect(most({ ...before, released: before.released + more })).to.be.at.least(now);
        expect(most({ ...before, asked: before.asked + more })).to.be.at.least(now);
        expect(most(before, { ...by, floor: by.floor + more })).to.be.at.least(now);
        expect(now).to.be.at.least(by.floor);
      }),
    );
  });

  it('has defaults that let 30 changes pass in a new installation', () => {
    expect(verdict(load({ waiting: 30 }), past(), DEFAULT_BREAKER)).to.equal('send');
  });
});
