import { unitsAsText } from '../../attribution/money.ts';
import type { Report, ReportNote } from '../../domain/report.ts';
import { column, makeReport } from '../make-report.ts';
import { moneyText } from '../money-sum.ts';
import { sourceTitle } from '../sources.ts';
import { movedNotes } from './moved.ts';
import { nowOf, sumBooks, type BookEntry, type BookSum } from './sums.ts';

/** A closed period, source by source: what was booked, what was added since, and what holds now. */
export function booksReport(
  period: string,
  asked: readonly string[],
  lines: readonly BookEntry[],
  notes: readonly ReportNote[],
): Report {
  return makeReport<BookSum>({
    name: 'books',
    title: `The books of ${period}`,
    asked,
    columns: [
      column('text', 'model', 'Model', ({ model }) => model),
      column('text', 'outcome', 'Outcome', ({ outcome }) => outcome),
      column('text', 'source', 'Source', ({ title }) => title),
      column('text', 'currency', 'Currency', ({ currency }) => currency || null),
      column('money', 'booked', 'Booked', ({ booked }) => moneyText(booked)),
      column('money', 'restated', 'Restated since', ({ restated }) => moneyText(restated)),
      column('money', 'now', 'Now', (sum) => moneyText(nowOf(sum))),
    ],
    rows: sumBooks(lines),
    notes: [...notes, ...movedNotes(lines)],
  });
}

/** The same, line by line, as they were stated: for whoever checks the figures. */
export function bookLinesReport(
  period: string,
  asked: readonly string[],
  lines: readonly BookEntry[],
): Report {
  return makeReport<BookEntry>({
    name: 'book-lines',
    title: `The lines of the books of ${period}`,
    asked,
    columns: [
      column('text', 'stated_at', 'Stated', ({ statedAt }) => statedAt.toISOString()),
      column('text', 'why', 'Why', ({ booked }) => (booked ? 'booked' : 'restated')),
      column('text', 'model', 'Model', ({ model }) => model),
      column('text', 'opportunity', 'Opportunity', ({ opportunity }) => opportunity),
      column('text', 'outcome', 'Outcome', ({ ending }) => ending.kind),
      column('text', 'ended_on', 'Ended on', ({ ending }) =>
        ending.kind === 'open' ? null : dayOf(ending.at),
      ),
      column('text', 'source', 'Source', ({ payee }) => sourceTitle(payee)),
      column('money', 'amount', 'Amount', ({ amount }) => unitsAsText(amount.units, amount.decimals)),
      column('text', 'currency', 'Currency', ({ amount }) => amount.currency),
      column('text', 'rate', 'Rate', ({ amount }) => amount.rate),
    ],
    rows: lines,
    notes: [],
  });
}

export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
