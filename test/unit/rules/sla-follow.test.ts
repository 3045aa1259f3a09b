import { expect } from 'chai';
import fc from 'fast-check';
import { readClock } from '../../../src/rules/sla/clock.ts';
import { follow, type Seen } from '../../../src/rules/sla/follow.ts';
import { USUAL_TOUCHES, type Sla } from '../../../src/rules/sla/sla.ts';
import { ALWAYS } from '../../../src/rules/working-time/calendar.ts';
import { addWorking, workingBetween } from '../../../src/rules/working-time/working.ts';
import { calendar, MINUTE } from './build-files.ts';

const BERLIN = calendar('{ zone: Europe/Berlin, hours: { mon-fri: 09:00-17:00 } }');
const ALLOWED = 30 * MINUTE;
const SLA: Sla = {
  firstTouch: new Map(),
  otherwise: ALLOWED,
  touchedBy: USUAL_TOUCHES,
  steps: [
    { kind: 'remind', share: 0.5 },
    { kind: 'escalate', share: 1, to: 'inside' },
    { kind: 'reassign', share: 2, atMost: 2 },
  ],
};

/** Friday, 2026-11-20, at 16:00 in Berlin. */
const START = Date.parse('2026-11-20T16:00:00+01:00');
const at = (minutes: number): Date => new Date(START + minutes * MINUTE);

const seen = (more: Partial<Seen> = {}, moments: Partial<Seen['moments']> = {}): Seen => ({
  moments: {
    source: null,
    received: at(0),
    decided: at(0),
    visible: at(0),
    reassigned: null,
    touched: null,
    ...moments,
  },
  priority: null,
  stepsDone: 0,
  reassignments: 0,
  given: at(0),
  isInStage: true,
  hasOpportunity: false,
  isGone: false,
  isFollowed: false,
  ...more,
});
const kindAt = (one: Seen, minutes: number): string => follow(SLA, one, ALWAYS, at(minutes)).kind;

describe('what is done with an open hand-off', () => {
  it('is nothing before its time, and to be looked at again when that comes', () => {
    expect(follow(SLA, seen(), ALWAYS, at(14))).to.deep.equal({ kind: 'wait', at: at(15), due: at(30) });
  });

  it('is the step whose time has come, with how long they had by then', () => {
    const step = follow(SLA, seen({ stepsDone: 1 }), ALWAYS, at(31));
    expect(step).to.deep.include({ kind: 'step', step: SLA.steps[1], index: 1, minutes: 31 });
  });

  it('waits for the working hours of whoever has it', () => {
    const evening = seen({}, { visible: at(50) });
    expect(follow(SLA, evening, BERLIN, at(60))).to.deep.include({
      kind: 'wait',
      at: new Date('2026-11-23T09:05:00+01:00'),
    });
  });

  it('is to look again ever more rarely while nobody can see it, at least once a minute', () => {
    const hidden = seen({}, { visible: null });
    const again = (minutes: number): number => {
      const waiting = follow(SLA, hidden, ALWAYS, at(minutes));
      return waiting.kind === 'wait' ? (waiting.at?.getTime() ?? 0) - at(minutes).getTime() : -1;
    };
    expect([0, 1, 2, 600].map(again)).to.deep.equal([1_000, 15_000, 30_000, 60_000]);
  });

  it('begins for the next owner when they can see it, and not before', () => {
    const given = seen({ reassignments: 1, given: at(60) });
    expect(kindAt(given, 600)).to.equal('wait');
    expect(kindAt({ ...given, moments: { ...given.moments, reassigned: at(61) } }, 76)).to.equal('step');
  });

  it('is nothing where nothing is promised, once it is visible', () => {
    expect(follow(null, seen(), ALWAYS, at(600))).to.deep.equal({ kind: 'wait', at: null, due: null });
  });

  const overs: Readonly<Record<string, readonly [Seen, boolean]>> = {
    'touched and not answered': [seen({}, { touched: at(1) }), false],
    'touched and answered': [seen({ isInStage: false }, { touched: at(1) }), true],
    'led out of its stage by something else': [seen({ isInStage: false }), true],
    'led out of its stage by the opportunity that came with it': [
      seen({ isInStage: false, hasOpportunity: true }),
      false,
    ],
    'of a person who is gone': [seen({ isGone: true }), true],
    'of a person who was handed over anew': [seen({ isFollowed: true }), true],
  };
  for (const [name, [one, isOver]] of Object.entries(overs)) {
    it(`is ${isOver ? '' : 'not '}over when ${name}`, () => {
      expect(kindAt(one, 1) === 'over').to.equal(isOver);
    });
  }
});

interface Done {
  readonly kind: string;
  readonly holder: number;
  readonly index: number;
  readonly at: number;
  readonly since: number;
}

/** Looks at one hand-off at these moments, in order, and does what is to be done as the ledger notes it. */
function live(looks: readonly number[], touched: number | null, deliverMinutes: number): readonly Done[] {
  const done: Done[] = [];
  let one = seen({}, { visible: null });
  for (const minutes of [...looks].sort((a, b) => a - b)) {
    const now = at(minutes);
    const shown = new Date(one.given.getTime() + deliverMinutes * MINUTE);
    const isShown = shown <= now;
    const { visible, reassigned } = one.moments;
    one = {
      ...one,
      moments: {
        ...one.moments,
        visible: visible ?? (isShown ? shown : null),
        reassigned: reassigned ?? (one.reassignments > 0 && isShown ? shown : null),
        touched: touched !== null && touched <= minutes ? at(touched) : null,
      },
    };
    const following = follow(SLA, one, BERLIN, now);
    if (following.kind !== 'step') continue;
    const { step, index } = following;
    done.push({
      kind: step.kind,
      holder: one.reassignments,
      index,
      at: now.getTime(),
      since: shown.getTime(),
    });
    one =
      step.kind === 'reassign'
        ? {
            ...one,
            stepsDone: 0,
            reassignments: one.reassignments + 1,
            given: now,
            moments: { ...one.moments, reassigned: null },
          }
        : { ...one, stepsDone: index + 1 };
  }
  return done;
}

describe('laws of the steps', () => {
  const WEEK = 7 * 24 * 60;
  const moments = fc.array(fc.integer({ min: 0, max: WEEK }), { maxLength: 60 });
  const deliver = fc.integer({ min: 0, max: 30 });

  it('each is done once for whoever has it, in order, never early, and none once it is touched', () => {
    fc.assert(
      fc.property(moments, fc.option(fc.integer({ min: 0, max: WEEK })), deliver, (looks, touched, slow) => {
        const done = live([...looks, ...looks], touched, slow);
        const keys = done.map(({ holder, index }) => `${holder}/${index}`);
        expect(keys).to.deep.equal([...new Set(keys)].sort());
        expect(done.filter(({ kind }) => kind === 'reassign').length).to.be.at.most(2);
        for (const step of done) {
          if (touched !== null) expect(step.at).to.be.lessThan(at(touched).getTime());
          const share = SLA.steps[step.index]?.share ?? 0;
          expect(step.at).to.be.at.least(addWorking(BERLIN, step.since, share * ALLOWED) ?? Infinity);
        }
      }),
    );
  });

  it('all are done in the end when nobody touches it, however rarely it was looked at', () => {
    const often = Array.from({ length: 4 * 24 * 60 }, (_, minute) => WEEK + minute);
    fc.assert(
      fc.property(moments, deliver, (looks, slow) => {
        expect(live([...looks, ...often], null, slow).map(({ kind }) => kind)).to.deep.equal([
          ...['remind', 'escalate', 'reassign'],
          ...['remind', 'escalate', 'reassign'],
          ...['remind', 'escalate'],
        ]);
      }),
      { numRuns: 5 },
    );
  });

  it('minutes of people grow in their working time alone', () => {
    const minute = fc.integer({ min: 0, max: WEEK });
    fc.assert(
      fc.property(minute, minute, minute, (visible, a, b) => {
        const [first, second] = [Math.min(a, b), Math.max(a, b)];
        const minutes = (now: number): number =>
          readClock(SLA, seen({}, { visible: at(visible) }), BERLIN, at(now)).humanMinutes;
        const worked = workingBetween(BERLIN, at(Math.max(first, visible)).getTime(), at(second).getTime());
        expect(minutes(second) - minutes(first)).to.be.closeTo(worked / MINUTE, 1e-6);
      }),
    );
  });
});
