import type { Attribution } from '../attribution/credit.ts';
import { sourceKey } from '../attribution/path.ts';
import { isWithin, type Period } from '../domain/report.ts';
import { addMoney, currencyOf, noMoney, type MoneySum } from './money-sum.ts';
import { sourceTitle } from './sources.ts';

/** What was put down to one source, or to none of them. */
export interface Credited {
  readonly title: string;
  /** Opportunities of which it was given a part: open ones, and those that were won and lost in the period. */
  readonly open: number;
  readonly won: number;
  readonly lost: number;
  /** By currency. */
  readonly pipeline: ReadonlyMap<string, MoneySum>;
  readonly revenue: ReadonlyMap<string, MoneySum>;
}

/** Adds up one model's credits by source, as they come. */
export interface CreditSums {
  add(attribution: Attribution): void;
  /** By the source's key. */
  sums(): ReadonlyMap<string, Credited>;
  /** Of all opportunities: what was put down, whoever to. */
  total(): Credited;
}

type Ended = 'open' | 'won' | 'lost';
type Sum = ReturnType<typeof newSum>;

const newSum = (title: string) => ({
  title,
  open: 0,
  won: 0,
  lost: 0,
  pipeline: new Map<string, MoneySum>(),
  revenue: new Map<string, MoneySum>(),
});

export function makeCreditSums(period: Period): CreditSums {
  const bySource = new Map<string, Sum>();
  const all = newSum('(all)');

  function sumOf(key: string, title: string): Sum {
    const known = bySource.get(key);
    if (known !== undefined) return known;
    const sum = newSum(title);
    bySource.set(key, sum);
    return sum;
  }

  return {
    add({ path, credits, residual }) {
      const { amount, ending } = path;
      if (ending.kind !== 'open' && !isWithin(period, ending.at)) return;
      const give = (sum: Sum, units: bigint): void => {
        if (amount === null) return;
        const money = ending.kind === 'open' ? sum.pipeline : ending.kind === 'won' ? sum.revenue : null;
        const currency = currencyOf(amount);
        money?.set(currency, addMoney(money.get(currency) ?? noMoney(currency), units, amount.decimals));
      };
      const count = (sum: Sum, ended: Ended): void => {
        sum[ended] += 1;
      };
      const counted = new Set<Sum>();
      for (const { touch, units } of credits) {
        const sum = sumOf(sourceKey(touch.source), sourceTitle(touch.source));
        give(sum, units);
        if (!counted.has(sum)) count(sum, ending.kind);
        counted.add(sum);
      }
      if (residual !== null) {
        const sum = sumOf(`\0${residual.name}`, `(${residual.name})`);
        give(sum, residual.units);
        count(sum, ending.kind);
      }
      give(all, amount?.units ?? 0n);
      count(all, ending.kind);
    },
    sums: () => bySource,
    total: () => all,
  };
}

/** The currencies in which anything was put down, sorted. */
export const currenciesIn = ({ pipeline, revenue }: Credited): readonly string[] =>
  [...new Set([...pipeline.keys(), ...revenue.keys()])].sort();
