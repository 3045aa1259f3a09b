import { expect } from 'chai';
import { compare, type Comparison } from '../../../bench/attribution/compare.ts';
import { effectsByHand } from '../../../bench/attribution/by-hand.ts';
import { pathsOf, readRows, type Row } from '../../../bench/attribution/rows.ts';
import { makeCounter } from '../../../src/attribution/markov/transitions.ts';
import { removalEffects } from '../../../src/attribution/markov/removal-effects.ts';
import { orderTouches } from '../../../src/attribution/order-touches.ts';

const CHANNELS = [
  ...['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta', 'eta', 'theta'],
  ...['iota', 'kappa', 'lambda'],
];

/** Customers of a made-up shop: some channels are common, most ways are short, few customers buy. */
function madeUpRows(count: number): readonly Row[] {
  let seed = 1;
  const chance = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  return Array.from({ length: count }, () => {
    const channels = [oneOf(chance())];
    while (chance() < 0.8) channels.push(chance() < 0.3 ? (channels.at(-1) ?? '') : oneOf(chance()));
    const won = Math.floor(chance() * 3);
    const value = won === 0 ? 0 : Math.round(won * chance() ** 3 * 20_000) / 1_000;
    return { channels, won, value, lost: Math.floor(chance() * 8) };
  });
}

const oneOf = (chance: number): string => CHANNELS[Math.floor(chance ** 2 * CHANNELS.length)] ?? '';

describe('the models and the same models written from their definitions', () => {
  const rows = madeUpRows(1_000);
  let comparisons: readonly Comparison[];
  before(async () => (comparisons = await compare(rows)));

  it('are six, on some thousand touches of all channels', () => {
    expect(comparisons.map(({ model }) => model)).to.deep.equal([
      'first',
      'last',
      'linear',
      'u-shaped',
      'markov',
      'shapley',
    ]);
    for (const { byHand } of comparisons)
      expect([...byHand.keys()].sort()).to.deep.equal(CHANNELS.toSorted());
    expect(rows.flatMap(({ channels }) => channels).length).to.be.greaterThan(4_000);
  });

  it('agree within 0.01 for each channel, Markov within 1 %', () => {
    for (const { model, difference, relative } of comparisons)
      expect(model === 'markov' ? relative : difference, model).to.be.below(0.01);
  });

  it('give each amount away to the last unit', () => {
    expect(comparisons.map(({ inexact }) => inexact)).to.deep.equal([0, 0, 0, 0, 0, 0]);
  });

  it('find the same removal effects', () => {
    const counter = makeCounter();
    for (const path of pathsOf(rows))
      if (path.ending.kind !== 'open') counter.count(orderTouches(path), path.ending.kind);
    const effects = removalEffects(counter.transitions());
    for (const [channel, effect] of effectsByHand(rows))
      expect(effects.get(channel), channel).to.be.closeTo(effect, 1e-9);
  });
});

describe('customer paths', () => {
  it('are read from a file of ChannelAttribution, and each amount is shared by those who bought', () => {
    const rows = readRows(
      'path;total_conversions;total_conversion_value;total_null\neta > iota > eta;2;0.5;1\nbeta;0;0;0\n',
    );
    expect(rows[0]).to.deep.equal({ channels: ['eta', 'iota', 'eta'], won: 2, value: 0.5, lost: 1 });
    const paths = [...pathsOf(rows)];
    expect(paths.map(({ ending, amount }) => [ending.kind, amount?.units ?? null])).to.deep.equal([
      ['won', 250_000_000_000n],
      ['won', 250_000_000_000n],
      ['lost', null],
    ]);
  });
});
