import { expect } from 'chai';
import fc from 'fast-check';
import type { Path } from '../../src/attribution/path.ts';
import { entriesOf, restate, type Entry } from '../../src/attribution/restate.ts';
import { nowOf, sumBooks, type BookEntry } from '../../src/report/books/sums.ts';
import { addMoney, currencyOf, moneyText, noMoney, type MoneySum } from '../../src/report/money-sum.ts';
import { fromBookLine, toBookLine } from '../../src/runtime/book-lines.ts';
import { allModels, attributed } from '../unit/attribution/build.ts';
import { path } from './paths.ts';

const CLOSED_AT = new Date('2026-11-01T09:00:00Z');

const opportunities = fc.uniqueArray(
  fc
    .tuple(path, fc.constantFrom('a', 'b', 'c'))
    .map(([one, opportunity]) => ({ ...one, ...ended(one), opportunity })),
  { selector: ({ opportunity }) => opportunity, maxLength: 3 },
);
/** The same opportunities, whose touches become known little by little, in any order. */
const lateTouches = fc
  .tuple(opportunities, fc.integer(), fc.integer({ min: 1, max: 5 }))
  .map(([all, seed, steps]) =>
    Array.from({ length: steps }, (_, step) =>
      all.map((one) => ({
        ...one,
        touches: one.touches.filter((_touch, index) => Math.abs((index + 1) * seed) % steps <= step),
      })),
    ),
  );
/** Opportunities as they were when the books were closed, then again and again as more was known. */
const history = fc.oneof(lateTouches, fc.array(opportunities, { minLength: 1, maxLength: 5 }));
const model = fc.constantFrom(...allModels);

/** Books know days; the end of one is what an opportunity that ended on it has. */
function ended({ ending }: Path): Pick<Path, 'ending'> {
  if (ending.kind === 'open') return { ending };
  const begin = new Date(ending.at).toISOString().slice(0, 10);
  return { ending: { kind: ending.kind, at: Date.parse(begin) + 86_399_999 } };
}

const creditedNow = async (
  one: (typeof allModels)[number],
  paths: readonly Path[],
): Promise<readonly Entry[]> =>
  (await attributed([one], paths))
    .filter(({ path: { ending } }) => ending.kind !== 'open')
    .flatMap(entriesOf);

const sumOf = (entries: readonly Entry[]): bigint =>
  entries.reduce((sum, { amount: { units } }) => sum + units, 0n);

const asLines = (entries: readonly Entry[], booked: boolean): readonly BookEntry[] =>
  entries.map((entry) => ({ ...entry, model: 'm', booked, statedAt: CLOSED_AT }));

/** By outcome and currency, as decimal text; nothing of what comes to 0. */
function totals(sums: readonly { of: string; money: MoneySum }[]): Readonly<Record<string, string>> {
  const found = new Map<string, MoneySum>();
  for (const { of, money } of sums)
    found.set(of, addMoney(found.get(of) ?? { units: 0n, decimals: 6 }, money.units, money.decimals));
  return Object.fromEntries(
    [...found].filter(([, { units }]) => units !== 0n).map(([of, money]) => [of, moneyText(money)]),
  );
}

describe('the books', () => {
  it('state what is so now, whatever came late and in whatever order, and a second look adds nothing', async () => {
    await fc.assert(
      fc.asyncProperty(history, model, async (course, used) => {
        let stated: readonly Entry[] = [];
        for (const paths of course) {
          const now = await creditedNow(used, paths);
          stated = [...stated, ...restate(stated, now)];
          expect(restate(stated, now)).to.deep.equal([]);
          expect(restate(now, stated)).to.deep.equal([]);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('sum to what is credited afresh, in each currency to the last unit, booked and restated together', async () => {
    await fc.assert(
      fc.asyncProperty(history, model, async ([first = [], ...others], used) => {
        let lines = asLines(restate([], await creditedNow(used, first)), true);
        for (const paths of others)
          lines = [...lines, ...asLines(restate(lines, await creditedNow(used, paths)), false)];
        const told = sumBooks(lines).map((sum) => ({
          of: `${sum.outcome} ${sum.currency}`,
          money: nowOf(sum),
        }));
        const afresh = (others.at(-1) ?? first).flatMap(({ amount, ending }) =>
          amount === null || ending.kind === 'open'
            ? []
            : [{ of: `${ending.kind} ${currencyOf(amount)}`, money: amount }],
        );
        expect(totals(told)).to.deep.equal(totals(afresh));
      }),
      { numRuns: 200 },
    );
  });

  it('keep what was booked: the figures of the closing are the same, whatever is added', async () => {
    const booked = (lines: readonly BookEntry[]) =>
      new Map(
        sumBooks(lines)
          .filter((sum) => sum.booked.units !== 0n)
          .map((sum) => [`${sum.outcome} ${sum.currency} ${sum.title}`, moneyText(sum.booked)]),
      );
    await fc.assert(
      fc.asyncProperty(history, model, async ([first = [], ...others], used) => {
        const closing = asLines(restate([], await creditedNow(used, first)), true);
        let lines = closing;
        for (const paths of others)
          lines = [...lines, ...asLines(restate(lines, await creditedNow(used, paths)), false)];
        expect(lines.slice(0, closing.length)).to.deep.equal(closing);
        expect(booked(lines)).to.deep.equal(booked(closing));
      }),
    );
  });

  it('take back exactly what was stated: without anything that holds now, all comes to nothing', async () => {
    await fc.assert(
      fc.asyncProperty(history, model, async ([first = []], used) => {
        const stated = await creditedNow(used, first);
        expect(sumOf([...stated, ...restate(stated, [])])).to.equal(0n);
      }),
    );
  });

  it('are stored without loss: amount, decimals, currency, rate, day and source', async () => {
    await fc.assert(
      fc.asyncProperty(history, model, async ([first = []], used) => {
        for (const entry of await creditedNow(used, first)) {
          const stored = JSON.parse(JSON.stringify(toBookLine(entry))) as ReturnType<typeof toBookLine>;
          expect(fromBookLine(stored)).to.deep.equal(entry);
          expect(noMoney(currencyOf(entry.amount)).decimals).to.be.at.most(entry.amount.decimals);
        }
      }),
    );
  });
});
