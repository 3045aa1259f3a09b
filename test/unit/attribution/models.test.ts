import { expect } from 'chai';
import { MODELS } from '../../../src/attribution/models/index.ts';
import type { Path } from '../../../src/attribution/path.ts';
import { attributed, day, modelOf, named, PATH, touchesOf, unitsOf } from './build.ts';

/** Six touches on days 0 to 5; the lead came of that of day 2, the opportunity of that of day 3. */
const SIX: Path = {
  ...PATH,
  touches: touchesOf('a', 'b', 'c', 'd', 'e', 'f'),
  leadCreatedAt: day(2.5),
  openedAt: day(3.5),
};

const amongFirst = (model: string, count: number): Promise<readonly number[]> =>
  unitsOf(model, { ...PATH, touches: SIX.touches.slice(0, count) });

describe('the models share 100.00 EUR', () => {
  const six: Readonly<Record<string, readonly number[]>> = {
    first: [100_00, 0, 0, 0, 0, 0],
    last: [0, 0, 0, 0, 0, 100_00],
    linear: [16_67, 16_67, 16_67, 16_67, 16_66, 16_66],
    'u-shaped': [40_00, 5_00, 5_00, 5_00, 5_00, 40_00],
    'j-shaped': [20_00, 5_00, 5_00, 5_00, 5_00, 60_00],
    'inverse-j-shaped': [60_00, 5_00, 5_00, 5_00, 5_00, 20_00],
    'w-shaped': [30_00, 3_34, 30_00, 30_00, 3_33, 3_33],
    'full-path': [22_50, 5_00, 22_50, 22_50, 5_00, 22_50],
    shapley: [16_67, 16_67, 16_67, 16_67, 16_66, 16_66],
  };
  for (const [model, units] of Object.entries(six))
    it(`among six touches: ${model}`, async () => {
      expect(await unitsOf(model, SIX)).to.deep.equal(units);
    });

  const two: Readonly<Record<string, readonly number[]>> = {
    first: [100_00, 0],
    last: [0, 100_00],
    linear: [50_00, 50_00],
    'u-shaped': [50_00, 50_00],
    'j-shaped': [25_00, 75_00],
    'inverse-j-shaped': [75_00, 25_00],
    'w-shaped': [75_00, 25_00],
    'full-path': [50_00, 50_00],
    markov: [50_00, 50_00],
    shapley: [50_00, 50_00],
  };
  for (const [model, units] of Object.entries(two))
    it(`between two touches without milestones: ${model}`, async () => {
      expect(await amongFirst(model, 2)).to.deep.equal(units);
    });

  for (const model of MODELS.keys())
    it(`with one touch: ${model} gives it all`, async () => {
      expect(await amongFirst(model, 1)).to.deep.equal([100_00]);
    });

  it('by time decay: twice as much for a touch seven days later', async () => {
    const touches = [0, 7, 14].map((at) => ({ key: `${at}`, at: day(at), source: named('a') }));
    expect(await unitsOf('time-decay', { ...PATH, touches })).to.deep.equal([14_29, 28_57, 57_14]);
  });

  it('by time decay with another half-life', async () => {
    const touches = [0, 14].map((at) => ({ key: `${at}`, at: day(at), source: named('a') }));
    const [told] = await attributed([modelOf('time-decay')], [{ ...PATH, touches }], { halfLifeDays: 14 });
    expect(told?.credits.map(({ units }) => units)).to.deep.equal([33_33n, 66_67n]);
  });

  it('by time decay also over fifty years, where the old touches come to nothing', async () => {
    const touches = [-18_000, 0].map((at) => ({ key: `${at}`, at: day(at), source: named('a') }));
    expect(await unitsOf('time-decay', { ...PATH, touches })).to.deep.equal([0, 100_00]);
  });

  it('by Shapley: each different source once, shared by its touches', async () => {
    const path = { ...PATH, touches: touchesOf('a', 'b', 'a', 'a') };
    expect(await unitsOf('shapley', path)).to.deep.equal([16_67, 50_00, 16_67, 16_66]);
  });
});

describe('the models with milestones', () => {
  it('add up what one touch gets for several of them', async () => {
    const path = { ...SIX, leadCreatedAt: day(0), openedAt: day(0.5) };
    expect(await unitsOf('w-shaped', path)).to.deep.equal([90_00, 2_00, 2_00, 2_00, 2_00, 2_00]);
  });

  it('leave the share of a milestone that no touch comes before to the others', async () => {
    const path = { ...SIX, leadCreatedAt: day(-1) };
    // 30 : 30 and 10 for four others, of 70.
    expect(await unitsOf('w-shaped', path)).to.deep.equal([42_86, 3_57, 3_57, 42_86, 3_57, 3_57]);
  });

  it('know no closing of an opportunity that is open', async () => {
    const path: Path = { ...SIX, ending: { kind: 'open' } };
    // 22.5 three times and 10 for three others, of 77.5.
    expect(await unitsOf('full-path', path)).to.deep.equal([29_04, 4_30, 29_03, 29_03, 4_30, 4_30]);
  });
});

describe('Markov', () => {
  const [ab, a, b] = [['a', 'b'], ['a'], ['b']].map((names) => touchesOf(...names));
  const won = (touches: Path['touches'] = []): Path => ({ ...PATH, touches });
  const lost = (touches: Path['touches'] = []): Path => ({
    ...won(touches),
    ending: { kind: 'lost', at: day(90) },
  });
  const open = (touches: Path['touches'] = []): Path => ({ ...won(touches), ending: { kind: 'open' } });

  it('credits a source by the wins that would not be without it: half without a, all without b', async () => {
    expect(await unitsOf('markov', won(ab), [lost(a), won(b)])).to.deep.equal([33_33, 66_67]);
  });

  it('learns nothing from what is open or has no touches', async () => {
    const rest = [lost(a), won(b), open(a), open(b), won(), lost()];
    expect(await unitsOf('markov', won(ab), rest)).to.deep.equal([33_33, 66_67]);
  });

  it('credits open and lost opportunities as it has learned, too', async () => {
    // Won in the end: 1 of 2 overall, 1 of 6 without a.
    expect(await unitsOf('markov', lost(ab), [lost(a), won(b), won(ab)])).to.deep.equal([40_00, 60_00]);
  });

  it('puts an opportunity aside of whose sources none was ever on the way to a win', async () => {
    const c = touchesOf('c');
    const [told] = await attributed([modelOf('markov')], [open(c), lost(c), won(ab)]);
    expect(told?.credits).to.deep.equal([]);
    expect(told?.residual).to.deep.equal({ name: 'nothing-learned', units: 100_00n });
  });

  it('gives a source no more for being repeated', async () => {
    const aab = touchesOf('a', 'a', 'a', 'b');
    expect(await unitsOf('markov', won(aab), [lost(a), won(b)])).to.deep.equal([11_11, 11_11, 11_11, 66_67]);
  });

  it('keeps unknown and anonymous sources apart from each other and from those of that name', async () => {
    const touches = (['named', 'unknown', 'anonymous'] as const).map((kind, index) => ({
      key: kind,
      at: day(index),
      source: kind === 'named' ? named('unknown') : { kind },
    }));
    const lostAfter = (count: number): Path => lost(touches.slice(0, count));
    const units = await unitsOf('shapley', won([...touches, { ...touches[0]!, key: 'x', at: day(9) }]));
    expect(units).to.deep.equal([16_67, 33_33, 33_33, 16_67]);
    expect(await unitsOf('markov', won(touches.slice(1)), [lostAfter(2), lostAfter(1)])).to.deep.equal([
      50_00, 50_00,
    ]);
  });
});
