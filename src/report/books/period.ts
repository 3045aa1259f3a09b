import type { Period } from '../../domain/report.ts';

const MONTH = /^(\d{4})-(0[1-9]|1[0-2])$/u;
const QUARTER = /^(\d{4})-Q([1-4])$/u;

/** The time of a month, `2026-10`, or a quarter, `2026-Q3`, by UTC; null: it is neither. */
export function bookPeriod(text: string): (Period & { readonly from: Date; readonly until: Date }) | null {
  const [, year = '', month] = MONTH.exec(text) ?? [];
  if (month !== undefined) return months(Number(year), Number(month) - 1, 1);
  const [, ofYear = '', quarter] = QUARTER.exec(text) ?? [];
  return quarter === undefined ? null : months(Number(ofYear), 3 * (Number(quarter) - 1), 3);
}

const months = (year: number, first: number, count: number) => ({
  from: new Date(Date.UTC(year, first)),
  until: new Date(Date.UTC(year, first + count)),
});
