import { decimalsOf, unitsAsText, type Amount } from '../attribution/money.ts';

/** Amounts of one currency, added exactly. */
export interface MoneySum {
  readonly units: bigint;
  readonly decimals: number;
}

export const noMoney = (currency: string): MoneySum => ({
  units: 0n,
  decimals: decimalsOf(currency === '' ? null : currency),
});

export function addMoney(sum: MoneySum, units: bigint, decimals: number): MoneySum {
  if (decimals === sum.decimals) return { units: sum.units + units, decimals };
  if (decimals > sum.decimals)
    return { units: sum.units * 10n ** BigInt(decimals - sum.decimals) + units, decimals };
  return { ...sum, units: sum.units + units * 10n ** BigInt(sum.decimals - decimals) };
}

/** What falls to each of so many, rounded to the sum's smallest unit; null of none. */
export const perHead = ({ units, decimals }: MoneySum, count: number): MoneySum | null =>
  count === 0 ? null : { units: divided(units, BigInt(count)), decimals };

/** What came back over what was spent, for each unit spent, to four decimals; null where nothing was spent. */
export function returnOn(cost: MoneySum, revenue: MoneySum): number | null {
  const decimals = Math.max(cost.decimals, revenue.decimals);
  const scaled = ({ units, decimals: own }: MoneySum): bigint => units * 10n ** BigInt(decimals - own);
  const spent = scaled(cost);
  return spent <= 0n ? null : Number(divided((scaled(revenue) - spent) * 10_000n, spent)) / 10_000;
}

/** Rounded, a half away from zero. */
function divided(units: bigint, by: bigint): bigint {
  const half = (2n * (units < 0n ? -units : units) + by) / (2n * by);
  return units < 0n ? -half : half;
}

export const moneyText = ({ units, decimals }: MoneySum): string => unitsAsText(units, decimals);

/** How the currency of an amount is called in reports; `''`: that of the company, which has one and does not name it. */
export const currencyOf = (amount: Amount): string => amount.currency ?? '';
