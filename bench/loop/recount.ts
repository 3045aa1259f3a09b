/** The same figures as Leadloop's reports, counted from the rows of the files alone. Short enough to be read. */
import type { Deal, Lead } from './rows.ts';

/** Origin → column of the report → what it says. */
export type Figures = Readonly<Record<string, Readonly<Record<string, number | string>>>>;

/** `leadloop report sources --by field:leadSource`. */
export const sources = (leads: readonly Lead[], deals: readonly Deal[]): Figures =>
  eachOrigin(leads, deals, '(blank)', (own, won) => ({
    people: own.length,
    customer: won.length,
    conversion: (won.length / own.length).toFixed(6),
  }));

/** `leadloop report campaigns`: a touch that names none is unknown, and what was won before all touches is put down to none. */
export function campaigns(leads: readonly Lead[], deals: readonly Deal[]): Figures {
  const early = wonEarly(leads, deals);
  const late = deals.filter((deal) => !early.includes(deal));
  const row = (people: number, won: readonly Deal[]) => ({
    people,
    won: won.length,
    revenue: asText(revenueOf(won)),
  });
  return {
    ...eachOrigin(leads, late, '(unknown)', (own, won) => row(own.length, won)),
    ...(early.length === 0 ? {} : { '(no-touches)': row(0, early) }),
  };
}

/** What would mislead: the code of the report's note → what its text says. */
export function anomalies(leads: readonly Lead[], deals: readonly Deal[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const early = wonEarly(leads, deals);
  if (early.length > 0) found.set('won-before-first-touch', opportunities(early.length));
  const free = deals.filter((deal) => revenueOf([deal]) === 0);
  if (free.length > 0) found.set('won-for-nothing', opportunities(free.length));
  const all = revenueOf(deals);
  const most = deals.find((deal) => revenueOf([deal]) > all / 2);
  if (most !== undefined) found.set('one-amount-is-most', `${asText(revenueOf([most]))} of ${asText(all)}`);
  const without = monthsWithout(deals);
  if (without.length > 0) found.set('no-outcomes', without.join(', '));
  return found;
}

/** Deals of which there is no lead, or which are not the first of their lead. */
export function unlinked(leads: readonly Lead[], deals: readonly Deal[]): readonly Deal[] {
  const known = new Set(leads.map(({ id }) => id));
  return deals.filter(({ lead }) => !known.delete(lead));
}

function eachOrigin(
  leads: readonly Lead[],
  deals: readonly Deal[],
  blank: string,
  row: (own: readonly Lead[], won: readonly Deal[]) => Figures[string],
): Figures {
  const origins = Map.groupBy(leads, ({ origin }) => (origin === '' ? blank : origin));
  const rows = [...origins].map(([origin, own]) => {
    const ids = new Set(own.map(({ id }) => id));
    const won = deals.filter(({ lead }) => ids.has(lead));
    return [origin, row(own, won)] as const;
  });
  return Object.fromEntries(rows);
}

function wonEarly(leads: readonly Lead[], deals: readonly Deal[]): readonly Deal[] {
  const firstDay = new Map(leads.map(({ id, day }) => [id, day]));
  return deals.filter(({ lead, day }) => day < (firstDay.get(lead) ?? ''));
}

/** Months between the first deal and the last in which none was won. */
function monthsWithout(deals: readonly Deal[]): readonly string[] {
  const months = deals.map(({ day }) => day.slice(0, 7)).sort();
  const [first = ''] = months;
  const all: string[] = [];
  for (
    const at = new Date(`${first}-01`);
    monthOf(at) <= (months.at(-1) ?? '');
    at.setUTCMonth(at.getUTCMonth() + 1)
  )
    all.push(monthOf(at));
  return all.filter((month) => !months.includes(month));
}

const monthOf = (day: Date): string => day.toISOString().slice(0, 7);

const opportunities = (count: number): string => `${count} ${count === 1 ? 'opportunity' : 'opportunities'}:`;

/** In cents. */
const revenueOf = (deals: readonly Deal[]): number =>
  deals.reduce((sum, { revenue }) => sum + Math.round(Number(revenue) * 100), 0);

const asText = (cents: number): string => (cents / 100).toFixed(2);
