import { expect } from 'chai';
import { divide } from '../../../src/attribution/divide.ts';

describe('dividing an amount by weights', () => {
  const cases: Readonly<
    Record<string, readonly [units: bigint, weights: readonly number[], parts: readonly bigint[]]>
  > = {
    'gives what is left to the largest remainders': [100n, [1, 2, 4], [14n, 29n, 57n]],
    'gives it to the first of equal ones': [100n, [1, 1, 1], [34n, 33n, 33n]],
    'gives it to the heavier of two with equal remainders': [2n, [1, 3], [0n, 2n]],
    'gives nothing to what weighs nothing': [100n, [0, 1, 0, 1], [0n, 50n, 0n, 50n]],
    'gives one unit to one only': [1n, [0.1, 0.1, 0.1], [1n, 0n, 0n]],
    'divides nothing into nothings': [0n, [1, 2], [0n, 0n]],
    'divides a negative amount as its opposite': [-100n, [1, 2, 4], [-14n, -29n, -57n]],
    'divides what no number holds': [10n ** 30n + 1n, [1, 1], [5n * 10n ** 29n + 1n, 5n * 10n ** 29n]],
    'divides by weights far below 1': [100n, [3e-300, 1e-300], [75n, 25n]],
    'divides by weights far above 1': [100n, [3e300, 1e300], [75n, 25n]],
  };
  for (const [name, [units, weights, parts]] of Object.entries(cases))
    it(name, () => {
      expect(divide(units, weights)).to.deep.equal(parts);
    });

  it('divides by a million different weights', () => {
    const weights = Array.from({ length: 1_000_000 }, (_, index) => index + 1);
    expect(divide(12_345n, weights).reduce((a, b) => a + b, 0n)).to.equal(12_345n);
  });

  it('refuses weights that are all nothing, or none', () => {
    expect(() => divide(1n, [0, 0])).to.throw('nothing to divide by');
    expect(() => divide(1n, [])).to.throw('nothing to divide by');
    expect(() => divide(1n, [Number.NaN])).to.throw('nothing to divide by');
  });
});
