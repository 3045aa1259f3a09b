import type { Path } from '../attribution/path.ts';
import { isWithin, type Period, type ReportNote } from '../domain/report.ts';
import { addMoney, currencyOf, moneyText, noMoney, type MoneySum } from './money-sum.ts';

/** Takes in the ways of all opportunities and tells what would mislead. */
export interface Anomalies {
  see(path: Path): void;
  notes(): readonly ReportNote[];
}

/** Of each, as many as somebody can look at. */
const MOST_IDS = 20;
/** One amount that is more than this part of all is told, when there are at least so many amounts. */
const MOST_OF_ALL = 0.5;
const AT_LEAST = 3;

export function makeAnomalies(period: Period): Anomalies {
  const lists = {
    early: [] as string[],
    crowd: [] as string[],
    noAmount: [] as string[],
    nothing: [] as string[],
    noDay: [] as string[],
  };
  const months = new Set<number>();
  const won = new Map<
    string,
    { sum: MoneySum; count: number; largest: bigint; id: string; decimals: number }
  >();

  function seeAmount({ opportunity, amount }: Path): void {
    if (amount === null) {
      lists.noAmount.push(opportunity);
      return;
    }
    if (amount.units === 0n) lists.nothing.push(opportunity);
    const currency = currencyOf(amount);
    const before = won.get(currency) ?? {
      sum: noMoney(currency),
      count: 0,
      largest: 0n,
      id: '',
      decimals: 0,
    };
    const sum = addMoney(before.sum, amount.units, amount.decimals);
    const units = addMoney({ units: 0n, decimals: sum.decimals }, amount.units, amount.decimals).units;
    const largest = before.largest * 10n ** BigInt(sum.decimals - before.decimals);
    won.set(currency, {
      sum,
      count: before.count + 1,
      decimals: sum.decimals,
      ...(units > largest ? { largest: units, id: opportunity } : { largest, id: before.id }),
    });
  }

  return {
    see(path) {
      const { opportunity, ending, touches, reach } = path;
      if (ending.kind === 'open' || !isWithin(period, ending.at)) return;
      if (ending.at === Number.MAX_SAFE_INTEGER) lists.noDay.push(opportunity);
      else months.add(monthOf(ending.at));
      if (ending.kind !== 'won') return;
      seeAmount(path);
      if (reach === 'account') lists.crowd.push(opportunity);
      if (touches.length > 0 && touches.every(({ at }) => at > ending.at)) lists.early.push(opportunity);
    },
    notes: () => [
      ...listed('won-before-first-touch', lists.early, 'won before anything was done that counts'),
      ...listed(
        'account-wide',
        lists.crowd,
        'won without a contact role, so that the touches of everybody at the account count',
      ),
      ...listed('won-without-amount', lists.noAmount, 'won, without an amount'),
      ...listed('won-for-nothing', lists.nothing, 'won, for an amount of 0'),
      ...listed('closed-without-day', lists.noDay, 'closed, without a day'),
      ...[...won].flatMap(([currency, { sum, count, largest, id }]) =>
        count >= AT_LEAST && Number(largest) > MOST_OF_ALL * Number(sum.units)
          ? [
              {
                code: 'one-amount-is-most',
                text: `One opportunity is ${moneyText({ ...sum, units: largest })} of ${`${moneyText(sum)} ${currency}`.trim()} won`,
                ids: [id],
              },
            ]
          : [],
      ),
      ...gaps(months),
    ],
  };
}

function listed(code: string, ids: readonly string[], what: string): readonly ReportNote[] {
  if (ids.length === 0) return [];
  const text = `${ids.length} ${ids.length === 1 ? 'opportunity' : 'opportunities'}: ${what}`;
  return [{ code, text, ids: ids.toSorted().slice(0, MOST_IDS) }];
}

/** Months since the year 0. */
function monthOf(at: number): number {
  const date = new Date(at);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

const monthText = (month: number): string =>
  `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;

/** Months between the first outcome and the last in which nothing was closed. */
function gaps(months: ReadonlySet<number>): readonly ReportNote[] {
  const sorted = [...months].sort((a, b) => a - b);
  const [first = 0] = sorted;
  const last = sorted.at(-1) ?? first;
  const without: string[] = [];
  for (let month = first; month <= last; month += 1)
    if (sorted.length > 0 && !months.has(month)) without.push(monthText(month));
  if (without.length === 0) return [];
  const shown = without.slice(0, MOST_IDS).join(', ');
  return [
    { code: 'no-outcomes', text: `Nothing was won or lost in ${shown}: is something not told?`, ids: [] },
  ];
}
