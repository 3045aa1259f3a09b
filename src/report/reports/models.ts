import type { Report, ReportNote } from '../../domain/report.ts';
import { currenciesIn, type CreditSums } from '../credits.ts';
import { column, makeReport } from '../make-report.ts';
import { moneyText, noMoney } from '../money-sum.ts';

interface Row {
  readonly key: string;
  readonly title: string;
  readonly currency: string;
}

/** What each model puts down to each source, of what was won. Each column of one currency has the same sum. */
export function modelsReport(
  asked: readonly string[],
  byModel: ReadonlyMap<string, CreditSums>,
  notes: readonly ReportNote[],
): Report {
  const rows = new Map<string, Row>();
  for (const credits of byModel.values())
    for (const [key, credited] of credits.sums())
      for (const currency of currenciesIn(credited))
        rows.set(`${currency}\0${key}`, { key, title: credited.title, currency });
  const won = (row: Row, credits: CreditSums | undefined) =>
    credits?.sums().get(row.key)?.revenue.get(row.currency) ?? noMoney(row.currency);
  const [first] = byModel.values();
  const size = (row: Row): number => {
    const { units, decimals } = won(row, first);
    return Number(units) / 10 ** decimals;
  };
  return makeReport<Row>({
    name: 'models',
    title: 'What each model puts down to each source',
    asked,
    columns: [
      column('text', 'source', 'Source', (row) => row.title),
      column('text', 'currency', 'Currency', (row) => (row.currency === '' ? null : row.currency)),
      ...[...byModel].map(([model, credits]) =>
        column<Row>('money', model, model, (row) => moneyText(won(row, credits))),
      ),
    ],
    rows: [...rows.values()].toSorted((a, b) => size(b) - size(a) || (a.title < b.title ? -1 : 1)),
    notes,
  });
}
