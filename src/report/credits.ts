import type { Attribution, Residual } from '../attribution/credit.ts';
import { sourceKey, type Source } from '../attribution/path.ts';
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

type Sum = ReturnType<typeof newSum>;

const newSum = (title: string) => ({
  title,
  open: 0,
  won: 0,
  lost: 0,
  pipeline: new Map<string, MoneySum>(),
  revenue: new Map<string, MoneySum>(),
  /** What it is given of the opportunity that is being added; kept here, as looking it up would be most of the work. */
  part: null as bigint | null,
});

export function makeCreditSums(period: Period): CreditSums {
  const bySource = new Map<string, Sum>();
  const all = newSum('(all)');

  function sumOf(key: string, named: Source | Residual): Sum {
    const known = bySource.get(key);
    if (known !== undefined) return known;
    const sum = newSum('kind' in named ? sourceTitle(named) : `(${named.name})`);
    bySource.set(key, sum);
    return sum;
  }

  return {
    add({ path, credits, residual }) {
      const { amount, ending } = path;
      if (ending.kind !== 'open' && !isWithin(period, ending.at)) return;
      const give = (sum: Sum, units: bigint): void => {
        sum[ending.kind] += 1;
        if (amount === null || ending.kind === 'lost') return;
        const money = ending.kind === 'open' ? sum.pipeline : sum.revenue;
        const currency = currencyOf(amount);
        money.set(currency, addMoney(money.get(currency) ?? noMoney(currency), units, amount.decimals));
      };
      const touched: Sum[] = [];
      for (const { touch, units } of credits) {
        const sum = sumOf(sourceKey(touch.source), touch.source);
        if (sum.part === null) touched.push(sum);
        sum.part = sum.part === null ? units : sum.part + units;
      }
      for (const sum of touched) {
        give(sum, sum.part ?? 0n);
        sum.part = null;
      }
      if (residual !== null) give(sumOf(`\0${residual.name}`, residual), residual.units);
      give(all, amount?.units ?? 0n);
    },
    sums: () => bySource,
    total: () => all,
  };
}

/** The currencies in which anything was put down, sorted. */
export const currenciesIn = ({ pipeline, revenue }: Credited): readonly string[] =>
  [...new Set([...pipeline.keys(), ...revenue.keys()])].sort();
