import { expect } from 'chai';
import { tenthsOf, type Ranked } from '../../../src/backtest/tenths.ts';

const person = (points: number, bought: boolean): Ranked => ({ points, taken: bought, bought });

describe('lift by tenths', () => {
  it('is ten in the first tenth when all who bought are in it', () => {
    const people = Array.from({ length: 100 }, (_, index) => person(index, index >= 90));
    const tenths = tenthsOf(people);
    expect(tenths.map(({ people: count }) => count)).to.deep.equal(Array.from({ length: 10 }, () => 10));
    expect(tenths[0]?.lift).to.be.closeTo(10, 1e-9);
    expect(tenths[0]?.leastPoints).to.equal(90);
    expect(tenths[9]?.lift).to.equal(0);
  });

  it('is one everywhere when all have the same points, in whatever order they come', () => {
    const people = Array.from({ length: 100 }, (_, index) => person(7, index < 10));
    for (const { lift } of tenthsOf(people)) expect(lift).to.be.closeTo(1, 1e-9);
  });

  it('is not known when nobody bought, and has no tenths without people', () => {
    expect(tenthsOf([person(1, false)])).to.deep.equal([
      { people: 1, taken: 0, bought: 0, lift: null, leastPoints: 1 },
    ]);
    expect(tenthsOf([])).to.deep.equal([]);
  });
});
