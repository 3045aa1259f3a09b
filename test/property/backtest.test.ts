import { expect } from 'chai';
import fc from 'fast-check';
import { comparePerson } from '../../src/backtest/compare-person.ts';
import type { History, KnownTouch, Seen } from '../../src/backtest/history.ts';
import { replayPerson } from '../../src/backtest/replay-person.ts';
import {
  candidateOf,
  DAY,
  history,
  NOW,
  recordedBy,
  seenAt,
  shippedMappings,
  trialOf,
  WINDOW,
} from '../unit/backtest/build.ts';

const candidate = candidateOf(shippedMappings);

/** To the minute: doubles would mostly be next to nothing. */
const daysUpTo = (days: number): fc.Arbitrary<number> =>
  fc.integer({ min: 0, max: days * 1_440 }).map((minutes) => minutes / 1_440);

const touch: fc.Arbitrary<KnownTouch> = fc
  .record({
    kind: fc.constantFrom('page_view', 'page_view', 'form_submit', 'email_click', 'meeting'),
    days: daysUpTo(120),
    late: daysUpTo(20),
    about: fc.constantFrom('/pricing', '/product/a', 'demo', 'talk to sales', 'support'),
  })
  .map(({ kind, days, late, about }) => {
    const at = Math.round(NOW - days * DAY);
    return { kind, at, about, knownAt: at + Math.round(late * DAY) };
  });

const seen: fc.Arbitrary<Seen> = fc
  .record({
    days: daysUpTo(120),
    lastName: fc.constantFrom(null, 'Lovelace'),
    jobTitle: fc.constantFrom(null, 'Head of IT', 'Student'),
    leadStatus: fc.constantFrom(null, null, 'Working - Contacted', 'Closed - Not Converted'),
  })
  .map(({ days, ...fields }) => {
    const one = seenAt(days);
    return { ...one, at: Math.round(one.at), person: { ...one.person, ...fields } };
  });

const past: fc.Arbitrary<History> = fc
  .record({
    touches: fc.array(touch, { minLength: 5, maxLength: 25 }),
    seen: fc.uniqueArray(seen, { minLength: 1, maxLength: 6, selector: ({ at }) => at }),
  })
  .map(({ touches, seen: all }) =>
    history({
      touches: touches.toSorted((a, b) => a.knownAt - b.knownAt),
      seen: all.toSorted((a, b) => a.at - b.at),
    }),
  );

/** What is decided up to a moment. */
const decidedUpTo = (moment: number, of: History): unknown =>
  [...replayPerson(candidate, of, WINDOW)]
    .filter(({ input }) => input.now <= moment)
    .map(({ input, course }) => [input, course.standing, course.decision]);

describe('a backtest', () => {
  it('never sees what became known later: changing it changes nothing that was decided until then', () => {
    fc.assert(
      fc.property(past, past, daysUpTo(100), (one, other, days) => {
        const moment = NOW - days * DAY;
        const first = one.seen[0]?.at ?? 0;
        fc.pre(first <= moment);
        const mixed = history({
          touches: [
            ...one.touches.filter(({ knownAt }) => knownAt <= moment),
            ...other.touches.filter(({ knownAt }) => knownAt > moment),
          ],
          seen: [...one.seen.filter(({ at }) => at <= moment), ...other.seen.filter(({ at }) => at > moment)],
        });
        expect(decidedUpTo(moment, mixed)).to.deep.equal(decidedUpTo(moment, one));
      }),
      { numRuns: 100 },
    );
  }).timeout(30_000);

  it('of the rules that were in force gains and loses nobody, and promotes at the same moments', () => {
    fc.assert(
      fc.property(past, (one) => {
        const inWindow = { ...one, seen: one.seen.filter(({ at }) => at >= WINDOW.from) };
        const compared = comparePerson(recordedBy(shippedMappings, inWindow), trialOf(shippedMappings));
        if (compared === null) return;
        expect(compared.class).to.be.oneOf(['both', 'neither']);
        expect(compared.candidate.promotions.map(({ at, cycle, by }) => ({ at, cycle, by }))).to.deep.equal(
          compared.recorded.promotions.map(({ at, cycle, by }) => ({ at, cycle, by })),
        );
      }),
      { numRuns: 150 },
    );
  }).timeout(30_000);
});
