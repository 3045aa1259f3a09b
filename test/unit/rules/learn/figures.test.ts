import { expect } from 'chai';
import fc from 'fast-check';
import { seededRandom } from '../../../../src/connector/sim/random.ts';
import { auc, type Scored } from '../../../../src/rules/learn/auc.ts';
import { shareOf } from '../../../../src/rules/learn/interval.ts';
import { measure } from '../../../../src/rules/learn/measure.ts';
import { tellInterval, tellShare } from '../../../../src/rules/learn/tell.ts';

/** Every pair, one by one. */
function byPairs(scored: readonly Scored[]): number {
  const wins = scored.filter(({ won }) => won);
  const losses = scored.filter(({ won }) => !won);
  const right = wins.flatMap(({ score }) =>
    losses.map((loss): number => (score > loss.score ? 1 : score === loss.score ? 0.5 : 0)),
  );
  return right.reduce((sum, one) => sum + one, 0) / right.length;
}

const scoredRows = fc.array(fc.record({ score: fc.integer({ min: -5, max: 5 }), won: fc.boolean() }), {
  maxLength: 40,
});

describe('the figures of a score', () => {
  describe('AUC', () => {
    it('is the share of pairs ranked right, a tie being half', () => {
      fc.assert(
        fc.property(scoredRows, (scored) => {
          const found = auc(scored);
          if (found === null) return !scored.some(({ won }) => won) || scored.every(({ won }) => won);
          expect(found.value).to.be.closeTo(byPairs(scored), 1e-12);
          return found.low <= found.value && found.value <= found.high && found.low >= 0 && found.high <= 1;
        }),
      );
    });

    it('turns round when the scores do', () => {
      fc.assert(
        fc.property(scoredRows, (scored) => {
          const turned = auc(scored.map(({ score, won }) => ({ score: -score, won })));
          const found = auc(scored);
          if (found !== null) expect(turned?.value).to.be.closeTo(1 - found.value, 1e-12);
        }),
      );
    });

    it('lies in its interval 95 times of 100, at 60 wins and 140 losses', () => {
      const random = seededRandom(7);
      const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
      const TRUE_AUC = 0.8556; // Φ(1.5 / √2)
      const covered = Array.from({ length: 500 }, () => {
        const draw = (count: number, won: boolean): readonly Scored[] =>
          Array.from({ length: count }, () => ({ score: normal() + (won ? 1.5 : 0), won }));
        const found = auc([...draw(60, true), ...draw(140, false)]);
        return found !== null && found.low <= TRUE_AUC && TRUE_AUC <= found.high;
      }).filter(Boolean).length;
      expect(covered / 500).to.be.within(0.92, 0.98);
    });
  });

  describe('the interval of a share', () => {
    it("is Wilson's: 81 of 263, from 0.2553 to 0.3662", () => {
      const { value, low, high } = shareOf(81, 263);
      expect(value).to.be.closeTo(0.308, 0.0005);
      expect(low).to.be.closeTo(0.2553, 0.0001);
      expect(high).to.be.closeTo(0.3662, 0.0001);
    });

    it('is wide for few rows, and everything for none', () => {
      expect(shareOf(3, 3).low).to.be.closeTo(0.4385, 0.0001);
      expect(shareOf(0, 0)).to.deep.equal({ value: 0, low: 0, high: 1 });
    });
  });

  describe('tenths', () => {
    const hundred = Array.from({ length: 100 }, (_, row) => ({
      id: `${row}`,
      score: Math.floor(row / 10),
      won: row >= 80 || row % 10 === 0,
      chance: row >= 80 ? 0.9 : 0.2,
    }));
    const quality = measure(hundred, (id) => Number(id) / 100);

    it('begin with the highest scores and hold all rows', () => {
      expect(quality.tenths.map(({ rows }) => rows)).to.deep.equal(Array<number>(10).fill(10));
      expect(quality.tenths.map(({ wins }) => wins)).to.deep.equal([10, 10, 1, 1, 1, 1, 1, 1, 1, 1]);
      expect(quality.topTenth.value).to.equal(1);
      expect(quality.tenths[0]?.lift).to.be.closeTo(1 / 0.28, 1e-9);
    });

    it('tell how far what was foretold is off', () => {
      expect(quality.calibrationError).to.be.closeTo(0.1, 1e-9);
    });

    it('put rows of one score in the order of a toss, not in that of their outcome', () => {
      const tied = hundred.map((row) => ({ ...row, score: 1 }));
      const reversed = measure(tied, (id) => -Number(id));
      expect(measure(tied, Number).topTenth.value).to.equal(0.1);
      expect(reversed.topTenth.value).to.equal(1);
    });
  });

  it('are told with their ranges', () => {
    expect(tellInterval({ value: 0.947, low: 0.9, high: 0.991 }, tellShare)).to.equal(
      '95 % (90 % to 99.1 %)',
    );
  });
});
