import { expect } from 'chai';
import type { History } from '../../../src/backtest/history.ts';
import { makeSummary, type Summary } from '../../../src/backtest/summary.ts';
import type { RouteRules } from '../../../src/backtest/route-all.ts';
import type { Mappings } from '../../../src/runtime/mappings.ts';
import { DEAL } from '../rules/build.ts';
import {
  answered,
  changed,
  DAY,
  history,
  NOW,
  recordedBy,
  seenAt,
  shippedMappings,
  strict,
  touched,
  trialOf,
} from './build.ts';

const routeRules = ({ routing, handOff }: Mappings): RouteRules => {
  if (routing === null || handOff === null) throw new Error('nobody is handed over');
  return { routing: routing.value, handOff: handOff.value };
};

const summed = (people: readonly History[], by: Mappings = shippedMappings): Summary => {
  const summing = makeSummary(trialOf(by), routeRules(by));
  people.forEach((one) => summing.add(one));
  return summing.end();
};

/** Whoever asks for sales is promoted by all rules, who only reads by those that go by points. */
const asks = (days: number): History => history({ touches: [touched(days, 'form_submit', 'talk to sales')] });
const reads = (days: number): History =>
  history({ touches: [0, 1, 2, 3, 4, 5].map((hour) => touched(days - hour / 24, 'page_view', '/pricing')) });
const idle = history();
const won = (of: History, days: number): History => ({
  ...of,
  seen: [...of.seen, seenAt(days, { opportunities: [{ ...DEAL, isClosed: true, isWon: true }] })],
});
const recorded = (of: History): History => recordedBy(shippedMappings, of);
const after = (of: History, more: Partial<History>): History => ({ ...recorded(of), ...more });

describe('the sum of a backtest', () => {
  it('counts people by who promoted them and what became of them', () => {
    const { people, classes, wins } = summed(
      [
        after(asks(60), { answers: [answered(50)] }),
        after(reads(60), { answers: [answered(50, { reason: 'no budget' })] }),
        recorded(reads(60)),
        idle,
      ],
      strict,
    );
    expect(people).to.equal(4);
    expect(classes.both).to.deep.include({ people: 1 });
    expect(classes.both.outcomes.accepted).to.equal(1);
    expect(classes.lost).to.deep.equal({
      people: 2,
      outcomes: { won: 0, lost: 0, accepted: 0, rejected: 1, open: 1 },
    });
    expect(classes.neither.people).to.equal(1);
    expect(wins.all).to.equal(0);
  });

  it('tells wins that the candidate catches and misses: promoted before they were won', () => {
    const { wins } = summed(
      [recorded(won(asks(60), 30)), recorded(won(reads(60), 30)), won(idle, 30)],
      strict,
    );
    expect(wins).to.deep.equal({ all: 3, caughtByBoth: 1, caught: 0, missed: 1, missedByBoth: 1 });
    const tooLate = summed([recorded(won(asks(20), 30))]);
    expect(tooLate.wins.missedByBoth).to.equal(1);
  });

  it('measures precision where an answer is known, and recall over all who have it', () => {
    const people = [
      after(asks(60), { answers: [answered(50)] }),
      after(asks(61), { answers: [answered(50, { reason: 'no budget' })] }),
      after(reads(60), { answers: [answered(50)] }),
      recorded(asks(62)),
    ];
    const { recorded: was, candidate: is } = summed(people, strict);
    expect(was.accepted.precision).to.include({ part: 2, of: 3 });
    expect(was.accepted.recall).to.include({ part: 2, of: 2 });
    expect(is.accepted.precision).to.include({ part: 1, of: 2 });
    expect(is.accepted.recall).to.include({ part: 1, of: 2 });
    expect(is.accepted.precision.low).to.be.greaterThan(0).and.lessThan(0.5);
  });

  it('gives everybody to somebody by the routing of the candidate, in turn and in the order of time', () => {
    const person = (days: number): History => ({
      ...asks(days),
      entity: `person-${days}`,
      seen: [seenAt(80, { person: { ...seenAt(80).person, country: 'Chile' } })],
    });
    const { load, candidate } = summed([person(60), person(59), person(58), person(57)].map(recorded));
    expect(load?.map(({ to, candidate: { handOffs } }) => [to, handOffs])).to.deep.equal([
      ['alex.rep@example.com', 2],
      ['sam.rep@example.com', 2],
    ]);
    expect(candidate.days.reduce((sum, { due }) => sum + due, 0)).to.equal(4);
    expect(load?.[0]?.candidate.duePerHour).to.be.greaterThan(0);
  });

  it('takes the hand-offs that were made for what was recorded', () => {
    const at = NOW - 60 * DAY;
    const handOff = { at, cycle: 1, to: 'New Leads', isOwner: false, dueAt: at + DAY };
    const { load } = summed([after(asks(60), { handOffs: [handOff, { ...handOff, at: NOW - 100 * DAY }] })]);
    expect(load?.find(({ to }) => to === 'New Leads')?.recorded).to.deep.include({
      handOffs: 1,
      duePerHour: null,
      mostDue: 1,
    });
  });

  it('keeps few examples, those of whom most is known first, by id and initials only', () => {
    const people = [...[60, 61, 62, 63, 64].map(reads), won(reads(65), 30)].map(recorded);
    const { examples } = summed(people, strict);
    expect(examples.lost).to.have.length(5);
    expect(examples.lost[0]).to.deep.include({ outcome: 'won', name: 'A… L…', candidate: null });
    expect(examples.lost[0]?.recorded?.by).to.equal('Hot');
    expect(JSON.stringify(examples)).not.to.include('Lovelace');
  });

  it('names fields that the candidate asks for and nothing recorded holds', () => {
    const asking = changed(
      'qualification.yaml',
      'when: level <= 3',
      'when: level <= 3 && mobilePhone != null',
    );
    expect(summed([asks(60)], asking).notRecorded).to.include('mobilePhone');
    expect(summed([asks(60)], asking).notRecorded).not.to.include('email');
  });
});
