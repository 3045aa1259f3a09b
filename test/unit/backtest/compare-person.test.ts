import { expect } from 'chai';
import { comparePerson, type Compared } from '../../../src/backtest/compare-person.ts';
import type { History } from '../../../src/backtest/history.ts';
import { replayPerson } from '../../../src/backtest/replay-person.ts';
import type { Mappings } from '../../../src/runtime/mappings.ts';
import { DEAL } from '../rules/build.ts';
import {
  answered,
  candidateOf,
  DAY,
  history,
  NOW,
  recordedBy,
  seenAt,
  shippedMappings,
  strict,
  touched,
  trialOf,
  WINDOW,
} from './build.ts';

/** Whoever fits and reads so much is hot. */
const BUSY = [0, 1, 2, 3, 4, 5].map((hour) => touched(60 - hour / 24, 'page_view', '/pricing'));
const ASKED = touched(60, 'form_submit', 'Talk to sales');

const compare = (of: History, by: Mappings): Compared => {
  const compared = comparePerson(recordedBy(shippedMappings, of), trialOf(by));
  if (compared === null) throw new Error('nothing is known of the person');
  return compared;
};
const stages = (of: History, by: Mappings): readonly string[] =>
  [...replayPerson(candidateOf(by), of, WINDOW)].map(({ course }) => course.standing.stage);

describe('a person gone through again', () => {
  it('is promoted by the rules that did it, at the same moment', () => {
    const { class: of, recorded, candidate } = compare(history({ touches: BUSY }), shippedMappings);
    expect(of).to.equal('both');
    expect(candidate.promotions.map(({ at, by }) => [at, by])).to.deep.equal(
      recorded.promotions.map(({ at, by }) => [at, by]),
    );
  });

  it('is lost when the candidate asks for more, and gained when the recorded rules did', () => {
    const person = history({ touches: BUSY });
    expect(compare(person, strict).class).to.equal('lost');
    const gained = comparePerson(recordedBy(strict, person), trialOf(shippedMappings));
    expect(gained).to.include({ class: 'gained', name: 'A… L…' });
  });

  it('is nobody to compare when nothing is known of them in the window', () => {
    expect(comparePerson(history({ seen: [] }), trialOf(strict))).to.equal(null);
    expect(comparePerson(history({ seen: [seenAt(-1)] }), trialOf(strict))).to.equal(null);
  });

  it('has done nothing before it was known that they did it', () => {
    const late = { ...ASKED, knownAt: NOW - 40 * DAY };
    const [first] = compare(history({ touches: [late] }), shippedMappings).candidate.promotions;
    expect(first?.at).to.equal(NOW - 40 * DAY);
  });

  it('is seen as they were: what was corrected later does not count before', () => {
    const nameless = { ...seenAt(80).person, lastName: null };
    const seen = [seenAt(80, { person: nameless }), seenAt(50)];
    const [first] = compare(history({ seen, touches: [ASKED] }), shippedMappings).candidate.promotions;
    expect(first?.at).to.equal(NOW - 50 * DAY);
  });

  it('stands at the beginning of the window where they stood', () => {
    const [standing] = [{ ...seenAt(100).standing, stage: 'recycled' }];
    expect(stages(history({ seen: [seenAt(100, { standing })] }), shippedMappings)[0]).to.equal('recycled');
  });

  it('is asked again when time alone changes something', () => {
    const all = stages(history({ touches: [touched(60, 'page_view', '/pricing')] }), shippedMappings);
    expect(all.length).to.be.greaterThan(2);
  });

  it('is taken for what sales made of them: won stays won, else the last answer', () => {
    const won = seenAt(20, { opportunities: [{ ...DEAL, isClosed: true, isWon: true }] });
    const outcome = (change: Partial<History>): string =>
      comparePerson(history(change), trialOf(shippedMappings))?.outcome ?? '';
    expect(outcome({})).to.equal('open');
    expect(outcome({ answers: [answered(40), answered(30, { reason: 'no budget' })] })).to.equal('rejected');
    expect(outcome({ answers: [answered(40, { reason: 'no budget' }), answered(30)] })).to.equal('accepted');
    expect(outcome({ answers: [answered(40, { reason: 'x', ofOpportunity: true })] })).to.equal('lost');
    expect(outcome({ seen: [seenAt(80), won], answers: [answered(10, { reason: 'x' })] })).to.equal('won');
    // What was won before the window is no outcome of it.
    expect(outcome({ seen: [{ ...won, at: NOW - 99 * DAY }, won] })).to.equal('open');
  });

  it('is told apart when sales had them before the window, until sales gave them back', () => {
    const standing = { ...seenAt(95).standing, stage: 'sal' };
    const had = {
      seen: [seenAt(95, { standing }), seenAt(80, { standing })],
      moves: [{ at: NOW - 99 * DAY, to: 'mql', cycle: 1, by: null }],
    };
    const of = (change: Partial<History>): string =>
      comparePerson(history({ ...had, ...change }), trialOf(shippedMappings))?.class ?? '';
    expect(of({})).to.equal('before');
    expect(of({ answers: [answered(98, { reason: 'no budget' })] })).to.equal('neither');
  });

  it('has the points from before sales answered: what sales does with them tells nothing', () => {
    const touches = [
      touched(60, 'page_view', '/pricing'),
      ...[1, 1.1, 1.2].map((days) => touched(days, 'page_view', '/pricing')),
    ];
    const points = (answers: History['answers']): number | null =>
      comparePerson(history({ touches, answers }), trialOf(shippedMappings))?.candidate.points ?? null;
    expect(points([answered(30)])).to.be.lessThan(points([]) ?? 0);
  });
});
