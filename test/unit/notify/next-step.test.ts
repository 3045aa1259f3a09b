import { expect } from 'chai';
import fc from 'fast-check';
import { notSetUp, unreachable } from '../../../src/notify/failures.ts';
import { GIVE_UP_MS, nextStep } from '../../../src/notify/next-step.ts';
import { notice, T0 } from './support.ts';

const DOWN = { kind: 'failed', failure: unreachable('mail', 'ECONNREFUSED'), isDown: true } as const;
const later = (ms: number): Date => new Date(T0.getTime() + ms);

describe('what becomes of a notice', () => {
  it('is that it was sent', () => {
    expect(nextStep(notice(), { kind: 'sent' }, T0, () => 0)).to.deep.equal({ kind: 'sent' });
  });

  it('is another try after 1, 2, 4 … seconds, at most after a quarter of an hour', () => {
    const waits = [1, 2, 3, 10, 11, 40].map((attempts) => {
      const step = nextStep(notice({ attempts }), DOWN, T0, () => 0);
      return step.kind === 'retry' ? (step.dueAt.getTime() - T0.getTime()) / 1000 : null;
    });
    expect(waits).to.deep.equal([1, 2, 4, 512, 900, 900]);
  });

  it('is another try when the channel says, if that is later', () => {
    const failure = { ...DOWN.failure, kind: 'rate-limited', retryAfterMs: 60_000 } as const;
    const step = nextStep(notice(), { ...DOWN, failure }, T0, () => 0.5);
    expect(step).to.deep.equal({ kind: 'retry', failure, dueAt: later(60_000) });
  });

  it('is a failure after a day, and at once where another try would not help', () => {
    const step = nextStep(notice({ attempts: 90 }), DOWN, later(GIVE_UP_MS - 1000), () => 0);
    expect(step.kind).to.equal('failed');
    expect(step.kind === 'failed' && step.failure.fix).to.include('for a day');
    const failure = notSetUp('mail');
    expect(nextStep(notice(), { kind: 'failed', failure, isDown: false }, T0, () => 0)).to.deep.equal({
      kind: 'failed',
      failure,
    });
  });

  it('is settled within a day and a hundred and twenty tries, whatever chance says', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 200, maxLength: 200 }),
        (chances) => {
          let now = T0;
          for (const [index, chance] of chances.entries()) {
            const step = nextStep(notice({ attempts: index + 1 }), DOWN, now, () => chance);
            if (step.kind !== 'retry') {
              expect(index).to.be.within(70, 120);
              return;
            }
            expect(step.dueAt.getTime()).to.be.greaterThan(now.getTime());
            expect(step.dueAt.getTime()).to.be.at.most(T0.getTime() + GIVE_UP_MS);
            now = step.dueAt;
          }
          expect.fail('it is tried for ever');
        },
      ),
    );
  });
});
