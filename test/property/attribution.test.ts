import { expect } from 'chai';
import fc from 'fast-check';
import { divide } from '../../src/attribution/divide.ts';
import { removalEffects } from '../../src/attribution/markov/removal-effects.ts';
import { makeCounter } from '../../src/attribution/markov/transitions.ts';
import { readAmount, unitsAsText } from '../../src/attribution/money.ts';
import { sourceKey } from '../../src/attribution/path.ts';
import { allModels, attributed } from '../unit/attribution/build.ts';
import { path, touches } from './paths.ts';

const paths = fc.array(path, { maxLength: 6 });
const shuffled = <T>(values: readonly T[]): fc.Arbitrary<T[]> =>
  fc.shuffledSubarray([...values], { minLength: values.length });

describe('attribution', () => {
  it('gives each amount away to its last unit, by every model and in every currency', async () => {
    await fc.assert(
      fc.asyncProperty(paths, async (all) => {
        const told = await attributed(allModels, all);
        expect(told).to.have.length(all.length * allModels.length);
        for (const { path: of, credits, residual } of told) {
          const sum = credits.reduce((before, { units }) => before + units, residual?.units ?? 0n);
          expect(sum).to.equal(of.amount?.units ?? 0n);
          expect(credits.length === 0).to.equal(residual !== null);
          const shares = credits.reduce((before, { share }) => before + share, 0);
          if (residual === null) expect(shares).to.be.closeTo(1, 1e-9);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('credits each touch once at most, none after the closing, and none with a sign of its own', async () => {
    await fc.assert(
      fc.asyncProperty(paths, async (all) => {
        for (const { path: of, credits } of await attributed(allModels, all)) {
          const keys = credits.map(({ touch }) => touch.key);
          expect(new Set(keys).size).to.equal(keys.length);
          for (const { touch, units } of credits) {
            if (of.ending.kind !== 'open') expect(touch.at).to.be.at.most(of.ending.at);
            expect(units === 0n || units < 0n === (of.amount?.units ?? 0n) < 0n).to.equal(true);
          }
        }
      }),
    );
  });

  it('does not depend on the order in which touches and opportunities came, nor on what is told twice', async () => {
    const mixed = paths.chain((all) =>
      fc.tuple(
        fc.constant(all),
        fc
          .tuple(
            ...all.map((one) =>
              fc
                .subarray([...one.touches])
                .chain((again) => shuffled([...one.touches, ...again]))
                .map((others) => ({ ...one, touches: others })),
            ),
          )
          .chain((others) => shuffled(others.map((one, index) => ({ index, one })))),
      ),
    );
    await fc.assert(
      fc.asyncProperty(mixed, async ([all, others]) => {
        const told = await attributed(allModels, all);
        const again = await attributed(
          allModels,
          others.map(({ one }) => one),
        );
        for (const [place, { index }] of others.entries())
          for (const model of allModels.keys()) {
            const { credits, residual } = told[index * allModels.length + model]!;
            const other = again[place * allModels.length + model]!;
            expect(other.credits).to.deep.equal(credits);
            expect(other.residual).to.deep.equal(residual);
          }
      }),
      { numRuns: 300 },
    );
  });
});

describe('dividing', () => {
  const weights = fc
    .array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e9, noNaN: true })), {
      minLength: 1,
      maxLength: 40,
    })
    .filter((all) => all.some((weight) => weight > 0));

  it('sums to the whole, and nobody is a whole unit off its quota', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }), weights, (units, all) => {
        const parts = divide(units, all);
        expect(parts.reduce((a, b) => a + b, 0n)).to.equal(units);
        const total = all.reduce((a, b) => a + b, 0);
        for (const [index, part] of parts.entries())
          expect(Math.abs(Number(part) - (Number(units) * (all[index] ?? 0)) / total)).to.be.below(1 + 1e-5);
      }),
      { numRuns: 1_000 },
    );
  });

  it('gives more to what weighs more', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), weights, (units, all) => {
        const parts = divide(units, all);
        const byWeight = [...all.keys()].sort((a, b) => (all[a] ?? 0) - (all[b] ?? 0) || b - a);
        const sorted = byWeight.map((index) => parts[index] ?? 0n);
        for (const [place, part] of sorted.entries())
          expect(part >= (sorted[place - 1] ?? 0n), `${part}`).to.equal(true);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('an amount', () => {
  it('is the same when it is read from its own text', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.integer({ min: 2, max: 9 }), (units, decimals) => {
        const text = unitsAsText(units, decimals);
        const read = readAmount(text, 'EUR');
        expect(read).not.to.equal(null);
        expect(Number(unitsAsText(read!.units, read!.decimals))).to.equal(Number(text));
        expect(read!.units * 10n ** BigInt(decimals)).to.equal(units * 10n ** BigInt(read!.decimals));
      }),
    );
  });
});

describe('removal effects', () => {
  it('are parts of the wins: all of them for the source that the only win came from, nothing without a win', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ touches, won: fc.boolean() }), { minLength: 1, maxLength: 12 }),
        (walks) => {
          const counter = makeCounter();
          for (const { touches: own, won } of walks) counter.count(own, won ? 'won' : 'lost');
          const effects = removalEffects(counter.transitions());
          const ended = walks.filter((walk) => walk.touches.length > 0 && walk.won);
          for (const effect of effects.values()) {
            expect(effect).to.be.within(0, 1 + 1e-9);
            if (ended.length === 0) expect(effect).to.equal(0);
          }
          const last = ended.length === 1 ? ended[0]?.touches.at(-1) : undefined;
          if (last !== undefined) expect(effects.get(sourceKey(last.source))).to.be.closeTo(1, 1e-9);
        },
      ),
      { numRuns: 500 },
    );
  });
});
