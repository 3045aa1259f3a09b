import { byText } from '../../domain/by-text.ts';
import { payeeKey, type Entry } from '../../attribution/restate.ts';
import { addMoney, currencyOf, noMoney, type MoneySum } from '../money-sum.ts';
import { sourceTitle } from '../sources.ts';

/** A line of a book: what was booked when it was closed, or what was added since. */
export interface BookEntry extends Entry {
  readonly model: string;
  readonly booked: boolean;
  readonly statedAt: Date;
}

/** What was put down to one source of what was won, or of what was lost, by one model and in one currency. */
export interface BookSum {
  readonly model: string;
  readonly title: string;
  readonly outcome: Entry['ending']['kind'];
  readonly currency: string;
  readonly booked: MoneySum;
  readonly restated: MoneySum;
}

/** Sums of what lines say, exact, in the order of models; who has most now comes first. */
export function sumBooks(lines: readonly BookEntry[]): readonly BookSum[] {
  const sums = new Map<string, BookSum>();
  for (const { model, booked, ending, payee, amount } of lines) {
    const currency = currencyOf(amount);
    const key = JSON.stringify([model, ending.kind, currency, payeeKey(payee)]);
    const none = noMoney(currency);
    const sum = sums.get(key) ?? {
      model,
      outcome: ending.kind,
      currency,
      booked: none,
      restated: none,
      title: '',
    };
    const part = booked ? 'booked' : 'restated';
    // A campaign is called what it was called last.
    sums.set(key, {
      ...sum,
      title: sourceTitle(payee),
      [part]: addMoney(sum[part], amount.units, amount.decimals),
    });
  }
  const models = [...new Set(lines.map(({ model }) => model))];
  return [...sums.values()]
    .filter(({ booked, restated }) => booked.units !== 0n || restated.units !== 0n)
    .sort(
      (a, b) =>
        models.indexOf(a.model) - models.indexOf(b.model) ||
        byText(b.outcome, a.outcome) ||
        byText(a.currency, b.currency) ||
        sizeOf(b) - sizeOf(a) ||
        byText(a.title, b.title),
    );
}

/** What holds now: what was booked, and what was added since. */
export const nowOf = ({ booked, restated }: BookSum): MoneySum =>
  addMoney(booked, restated.units, restated.decimals);

/** To sort by alone. */
function sizeOf(sum: BookSum): number {
  const { units, decimals } = nowOf(sum);
  return Number(units) / 10 ** decimals;
}
