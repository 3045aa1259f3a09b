import type { Sale } from './records.ts';

const decimalsOf = (currency: string): number => (currency === 'JPY' ? 0 : 2);

/** In the smallest coins of its currency; null: nobody said how much. */
export const moneyOf = ({
  amount,
  currency,
}: Sale): { readonly currency: string; readonly units: bigint } | null =>
  amount === null ? null : { currency, units: BigInt(Math.round(amount * 10 ** decimalsOf(currency))) };

/** As decimal text, with all decimals of the currency. */
export function textOf(units: bigint, currency: string): string {
  const decimals = decimalsOf(currency);
  const digits = String(units).padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** Shares coins out by weights: whole parts first, what is left to the largest remainders; of equal ones to the larger weight, then the first. */
export function shareOut(units: bigint, weights: readonly number[]): readonly bigint[] {
  const whole = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  const parts = weights.map((weight, index) => {
    const product = units * BigInt(weight);
    return { index, weight, units: product / whole, rest: product % whole };
  });
  let left = units - parts.reduce((sum, part) => sum + part.units, 0n);
  const wanting = parts.toSorted((a, b) =>
    a.rest === b.rest ? b.weight - a.weight || a.index - b.index : a.rest > b.rest ? -1 : 1,
  );
  for (const part of wanting) {
    if (left === 0n) break;
    part.units += 1n;
    left -= 1n;
  }
  return parts.map((part) => part.units);
}
