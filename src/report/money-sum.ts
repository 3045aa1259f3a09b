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
  if (decimals > sum.decimals)
    return { units: sum.units * 10n ** BigInt(decimals - sum.decimals) + units, decimals };
  return { ...sum, units: sum.units + units * 10n ** BigInt(sum.decimals - decimals) };
}

export const moneyText = ({ units, decimals }: MoneySum): string => unitsAsText(units, decimals);

/** How the currency of an amount is called in reports; `''`: that of the company, which has one and does not name it. */
export const currencyOf = (amount: Amount): string => amount.currency ?? '';
