import { byText } from '../../domain/by-text.ts';
import { isWithin, type Period, type Report, type ReportNote } from '../../domain/report.ts';
import type { CampaignCost } from '../campaign-costs.ts';
import { costColumns, costNotes, type CostRow } from '../cost-columns.ts';
import { currenciesIn, type CreditSums } from '../credits.ts';
import { column, makeReport, type Column } from '../make-report.ts';
import { moneyText, noMoney } from '../money-sum.ts';
import type { PersonSeen } from '../person.ts';

interface Row extends CostRow {
  readonly title: string;
}

/** What campaigns cost, by the keys of their sources; and the stage by whose people it is told. */
export interface Costs {
  readonly byKey: ReadonlyMap<string, CampaignCost>;
  readonly qualified: string | null;
}

/**
 * Campaign × outcome. People: whom the campaign (or channel) touched for the first time in the period, and how many of them came
 * into each stage after that touch. Money: what one model puts down to it. A campaign that led to nothing has a row if it cost
 * something.
 */
export function makeCampaigns(period: Period, stages: readonly string[]) {
  const people = new Map<string, { title: string; people: number; reached: Map<string, number> }>();

  return {
    see({ sources, stages: came }: PersonSeen): void {
      for (const [key, { title, at }] of sources) {
        if (!isWithin(period, at)) continue;
        const row = people.get(key) ?? { title, people: 0, reached: new Map<string, number>() };
        people.set(key, row);
        row.people += 1;
        for (const [stage, { last }] of came)
          if (last >= at) row.reached.set(stage, (row.reached.get(stage) ?? 0) + 1);
      }
    },

    report(
      title: string,
      asked: readonly string[],
      credits: CreditSums,
      { byKey, qualified }: Costs,
      notes: readonly ReportNote[],
    ): Report {
      const sums = credits.sums();
      const spent = [...byKey].flatMap(([key, { cost, inPeriod }]) =>
        cost !== null && cost.units > 0n && inPeriod ? [key] : [],
      );
      const rows = [...new Set([...people.keys(), ...sums.keys(), ...spent])].map((key): Row => {
        const seen = people.get(key);
        const credited = sums.get(key) ?? null;
        const cost = byKey.get(key) ?? null;
        return {
          key,
          title: seen?.title ?? credited?.title ?? cost?.title ?? key,
          people: seen?.people ?? 0,
          reached: seen?.reached ?? new Map<string, number>(),
          credited,
          cost,
        };
      });
      const hasCost = rows.some(({ cost }) => cost !== null && (cost.cost ?? cost.budget) !== null);
      const total = credits.total();
      const currencies = currenciesIn(total);
      return makeReport<Row>({
        name: 'campaigns',
        title,
        asked,
        columns: [
          column('text', 'source', 'Source', (row) => row.title),
          column('count', 'people', 'People', (row) => row.people),
          ...stages.map((stage) => column<Row>('count', stage, stage, (row) => row.reached.get(stage) ?? 0)),
          column('count', 'open', 'Open', (row) => row.credited?.open ?? 0),
          column('count', 'won', 'Won', (row) => row.credited?.won ?? 0),
          column('count', 'lost', 'Lost', (row) => row.credited?.lost ?? 0),
          ...moneyColumns(currencies),
          ...(hasCost ? costColumns<Row>(qualified) : []),
        ],
        rows: rows.toSorted(byRevenue(currencies)),
        notes: hasCost ? [...notes, ...costNotes(rows, period)] : notes,
      });
    },
  };
}

const moneyColumns = (currencies: readonly string[]): readonly Column<Row>[] =>
  currencies.flatMap((currency) =>
    (['pipeline', 'revenue'] as const).map((what) =>
      column<Row>(
        'money',
        currency === '' ? what : `${what}_${currency}`,
        `${what === 'pipeline' ? 'Pipeline' : 'Revenue'} ${currency}`.trim(),
        ({ credited }) => moneyText(credited?.[what].get(currency) ?? noMoney(currency)),
      ),
    ),
  );

const byRevenue =
  ([first = '']: readonly string[]) =>
  (a: Row, b: Row): number =>
    revenueOf(b, first) - revenueOf(a, first) ||
    b.people - a.people ||
    byText(a.title, b.title) ||
    byText(a.key, b.key);

/** To sort by alone. */
const revenueOf = ({ credited }: Row, currency: string): number => {
  const { units, decimals } = credited?.revenue.get(currency) ?? noMoney(currency);
  return Number(units) / 10 ** decimals;
};
