import type { ReportNote } from '../../domain/report.ts';
import { addMoney, currencyOf, noMoney, type MoneySum } from '../money-sum.ts';
import type { BookEntry } from './sums.ts';

/** Of each, as many as somebody can look at. */
const MOST_IDS = 20;

interface Totals {
  readonly booked: MoneySum;
  readonly restated: MoneySum;
}

/**
 * Opportunities of which another amount is stated now than was booked, and why: it was not known then, is not of the period any
 * more, or sales has told another amount, currency or outcome. Of all others only who gets it has changed.
 */
export function movedNotes(lines: readonly BookEntry[]): readonly ReportNote[] {
  const came: string[] = [];
  const gone: string[] = [];
  const other: string[] = [];
  for (const [opportunity, own] of Map.groupBy(lines, (line) => line.opportunity)) {
    // Each model states the same amount.
    const totals = [...totalsOf(own.filter(({ model }) => model === own[0]?.model)).values()];
    if (totals.every(({ restated }) => restated.units === 0n)) continue;
    if (totals.every(({ booked }) => booked.units === 0n)) came.push(opportunity);
    else if (
      totals.every(({ booked, restated }) => addMoney(booked, restated.units, restated.decimals).units === 0n)
    )
      gone.push(opportunity);
    else other.push(opportunity);
  }
  return [
    ...listed(
      'came-later',
      came,
      'not known to have ended in the period, or without an amount, when it was closed',
    ),
    ...listed('gone-since', gone, 'opened again, moved to another period, or without an amount by now'),
    ...listed('other-amount', other, 'another amount, currency or outcome than when it was closed'),
  ];
}

function totalsOf(lines: readonly BookEntry[]): ReadonlyMap<string, Totals> {
  const totals = new Map<string, Totals>();
  for (const { ending, amount, booked } of lines) {
    const currency = currencyOf(amount);
    const key = `${ending.kind} ${currency}`;
    const none = noMoney(currency);
    const before = totals.get(key) ?? { booked: none, restated: none };
    const part = booked ? 'booked' : 'restated';
    totals.set(key, { ...before, [part]: addMoney(before[part], amount.units, amount.decimals) });
  }
  return totals;
}

function listed(code: string, ids: readonly string[], what: string): readonly ReportNote[] {
  if (ids.length === 0) return [];
  const text = `${ids.length} ${ids.length === 1 ? 'opportunity' : 'opportunities'}: ${what}`;
  return [{ code, text, ids: ids.toSorted().slice(0, MOST_IDS) }];
}
