import { expect } from 'chai';
import fc from 'fast-check';
import { judgeCanary, readGuards, type Figures, type Watched } from '../../../src/backtest/guard.ts';

const HOUR = 3_600_000;
const NONE: Figures = { handOffs: 0, accepted: 0, rejected: 0, hadOwner: 0, flipped: 0 };
const judge = (
  canary: Partial<Figures>,
  live: Partial<Figures>,
  more: Partial<Watched> = {},
): string | null =>
  judgeCanary({
    canary: { ...NONE, ...canary },
    live: { ...NONE, ...live },
    share: 0.1,
    elapsedMs: 10 * HOUR,
    ...more,
  });

describe('the guard of a canary', () => {
  it('stops one that hands over far more than its share, or far less', () => {
    expect(judge({ handOffs: 40 }, { handOffs: 90 })).to.equal(
      'too many hand-offs: 4.0 hand-offs an hour, where the rules in force make 1.0 of as many people',
    );
    expect(judge({ handOffs: 2 }, { handOffs: 900 })).to.match(/^too few hand-offs: 0\.2 hand-offs an hour/u);
  });

  it('lets one go on that makes a difference of less than twice, however sure it is', () => {
    expect(judge({ handOffs: 190 }, { handOffs: 900 })).to.equal(null);
    expect(judge({ handOffs: 60 }, { handOffs: 900 })).to.equal(null);
  });

  it('stops one whose hand-offs sales accepts less often, once enough are answered', () => {
    const live = { accepted: 60, rejected: 40 };
    expect(judge({ accepted: 5, rejected: 25 }, live)).to.equal(
      'sales accepts 17 % of its hand-offs, and 60 % of those of the rules in force',
    );
    expect(judge({ accepted: 2, rejected: 10 }, live)).to.equal(null);
    expect(judge({ accepted: 30, rejected: 0 }, live)).to.equal(null);
  });

  it('stops one that takes people away from their owners', () => {
    expect(judge({ hadOwner: 40, flipped: 30 }, { hadOwner: 100, flipped: 10 })).to.match(
      /^75 % of the people who had an owner got another, and 10 % by/u,
    );
    expect(judge({ hadOwner: 40, flipped: 4 }, { hadOwner: 100, flipped: 10 })).to.equal(null);
  });

  it('says of each of its looks whether enough has happened to judge', () => {
    const figures = { ...NONE, handOffs: 15, accepted: 25, rejected: 1 };
    const awake = (canary: Figures, live: Figures): readonly unknown[] =>
      readGuards({ canary, live, share: 0.5, elapsedMs: HOUR }).map(({ name, isAwake }) => [name, isAwake]);
    expect(awake(figures, { ...figures, accepted: 3 })).to.deep.equal([
      ['volume', true],
      ['acceptance', false],
      ['owners', false],
    ]);
    expect(awake({ ...figures, handOffs: 4 }, { ...figures, hadOwner: 50 })).to.deep.equal([
      ['volume', false],
      ['acceptance', true],
      ['owners', false],
    ]);
  });

  it('never stops one that does as the rules in force do, whatever their figures', () => {
    const figures = fc.record({
      handOffs: fc.nat(2_000),
      accepted: fc.nat(500),
      rejected: fc.nat(500),
      hadOwner: fc.integer({ min: 300, max: 500 }),
      flipped: fc.nat(300),
    });
    fc.assert(fc.property(figures, (both) => judge(both, both, { share: 0.5 }) === null));
  });
});
