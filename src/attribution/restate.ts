import type { Attribution, Residual } from './credit.ts';
import type { Amount } from './money.ts';
import { sourceKey, type Ending, type Source } from './path.ts';

/** Who or what an amount was put down to. */
export type Payee = Source | { readonly kind: Residual['name'] };

/** Payees with the same key are one, also when a campaign is called otherwise by now. */
export const payeeKey = (payee: Payee): string =>
  payee.kind === 'named' ? sourceKey(payee) : `\0${payee.kind}`;

/** A line of the ledger of one model. Lines are never changed; what is stated is their sum. */
export interface Entry {
  readonly opportunity: string;
  /** As it was when the line was stated. */
  readonly ending: Ending;
  readonly payee: Payee;
  readonly amount: Amount;
}

/**
 * The lines to append so that what was stated becomes what is so now: none when that is the same. Late touches, another
 * ending, amount, currency or rate take back what no longer holds, in the money in which it was stated, and state the rest.
 */
export function restate(stated: readonly Entry[], now: readonly Entry[]): readonly Entry[] {
  const sums = new Map<string, Entry>();
  const add = (entry: Entry, more: bigint): void => {
    const { opportunity, ending, payee, amount } = entry;
    const { decimals, currency, rate } = amount;
    const closed = ending.kind === 'open' ? null : ending.at;
    const line = [opportunity, ending.kind, closed, payeeKey(payee), decimals, currency, rate];
    const key = JSON.stringify(line);
    const units = (sums.get(key)?.amount.units ?? 0n) + more;
    sums.set(key, { ...entry, amount: { ...amount, units } });
  };
  for (const entry of stated) add(entry, -entry.amount.units);
  for (const entry of now) add(entry, entry.amount.units);
  return [...sums.values()].filter(({ amount }) => amount.units !== 0n);
}

/** What an attribution states: a line for each source, and the residual. Without an amount: nothing. */
export function entriesOf({ path, credits, residual }: Attribution): readonly Entry[] {
  const { opportunity, ending, amount } = path;
  if (amount === null) return [];
  const parts = new Map<string, { readonly payee: Payee; readonly units: bigint }>();
  const give = (payee: Payee, units: bigint): void => {
    const key = payeeKey(payee);
    parts.set(key, { payee, units: units + (parts.get(key)?.units ?? 0n) });
  };
  for (const { touch, units } of credits) give(touch.source, units);
  if (residual !== null) give({ kind: residual.name }, residual.units);
  return [...parts.values()].map(({ payee, units }) => ({
    opportunity,
    ending,
    payee,
    amount: { ...amount, units },
  }));
}
