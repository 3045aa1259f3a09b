import type { Amount } from './money.ts';
import type { Attribution, Residual } from './credit.ts';

/** Who or what an amount was put down to. */
export type Payee =
  | { readonly kind: 'touch'; readonly key: string }
  | { readonly kind: 'residual'; readonly name: Residual['name'] };

/** A line of the ledger of one opportunity and model. Lines are never changed; what is stated is their sum. */
export interface Entry {
  readonly payee: Payee;
  readonly amount: Amount;
}

/**
 * The lines to append so that what was stated becomes what is so now: none when that is the same. Late touches, another
 * amount, currency or rate take back what no longer holds, in the money in which it was stated, and state the rest.
 */
export function restate(stated: readonly Entry[], now: Attribution): readonly Entry[] {
  const sums = new Map<string, Entry>();
  const add = ({ payee, amount }: Entry): void => {
    const { decimals, currency, rate } = amount;
    const id = payee.kind === 'touch' ? payee.key : payee.name;
    const key = JSON.stringify([payee.kind, id, decimals, currency, rate]);
    const units = (sums.get(key)?.amount.units ?? 0n) + amount.units;
    sums.set(key, { payee, amount: { ...amount, units } });
  };
  for (const { payee, amount } of stated) add({ payee, amount: { ...amount, units: -amount.units } });
  for (const entry of entriesOf(now)) add(entry);
  return [...sums.values()].filter(({ amount }) => amount.units !== 0n);
}

/** What an attribution states. Without an amount: nothing. */
function entriesOf({ path, credits, residual }: Attribution): readonly Entry[] {
  const { amount } = path;
  if (amount === null) return [];
  const entry = (payee: Payee, units: bigint): Entry => ({ payee, amount: { ...amount, units } });
  return [
    ...credits.map(({ touch, units }) => entry({ kind: 'touch', key: touch.key }, units)),
    ...(residual === null ? [] : [entry({ kind: 'residual', name: residual.name }, residual.units)]),
  ];
}
