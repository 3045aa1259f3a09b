import type { Period, ReportNote } from '../domain/report.ts';
import type { CampaignCost } from './campaign-costs.ts';
import type { Credited } from './credits.ts';
import { column, type Column } from './make-report.ts';
import { moneyText, noMoney, perHead, returnOn, type MoneySum } from './money-sum.ts';

/** What cost is set against. */
export interface CostRow {
  /** Of the source, as `sourceKey` makes it. */
  readonly key: string;
  readonly people: number;
  readonly reached: ReadonlyMap<string, number>;
  readonly credited: Credited | null;
  /** Null: no campaign that is kept. */
  readonly cost: CampaignCost | null;
}

/** Of each, as many as somebody can look at. */
const MOST_IDS = 20;

/** What campaigns cost, and what that is for each of those whom they brought. `qualified`: the stage of whom is qualified. */
export function costColumns<Row extends CostRow>(qualified: string | null): readonly Column<Row>[] {
  const each = (name: string, title: string, count: (row: Row) => number): Column<Row> =>
    column('money', `cost_per_${name}`, `Cost per ${title}`, (row) => {
      const cost = row.cost?.cost ?? null;
      return textOf(cost === null ? null : perHead(cost, count(row)));
    });
  return [
    column('money', 'budget', 'Budget', ({ cost }) => textOf(cost?.budget ?? null)),
    column('money', 'cost', 'Cost', ({ cost }) => textOf(cost?.cost ?? null)),
    column('text', 'cost_currency', 'Cost in', ({ cost }) => cost?.currency || null),
    each('person', 'person', ({ people }) => people),
    ...(qualified === null
      ? []
      : [each('qualified', qualified, ({ reached }) => reached.get(qualified) ?? 0)]),
    each('won', 'won', ({ credited }) => credited?.won ?? 0),
    column('ratio', 'roi', 'ROI', roiOf),
  ];
}

/** Null: cost is not known, is nothing, or revenue is in another currency. */
function roiOf({ cost, credited }: CostRow): number | null {
  if (cost === null || cost.cost === null || cost.currency === null) return null;
  const earned = earnedIn(credited);
  if (earned.some((currency) => currency !== cost.currency)) return null;
  return returnOn(cost.cost, credited?.revenue.get(cost.currency) ?? noMoney(cost.currency));
}

const earnedIn = (credited: Credited | null): readonly string[] =>
  [...(credited?.revenue ?? [])].flatMap(([currency, { units }]) => (units === 0n ? [] : [currency]));

/** Why figures are left out, or are not what they may be taken for. */
export function costNotes(rows: readonly CostRow[], { from, until }: Period): readonly ReportNote[] {
  const known = rows.filter((row) => row.cost !== null);
  const unknown = known.filter(({ cost }) => cost?.cost === null && cost.currency !== null);
  const several = known.filter(({ cost }) => cost?.currency === null);
  const other = known.filter(
    ({ cost, credited }) =>
      cost !== null &&
      cost.cost !== null &&
      earnedIn(credited).some((currency) => currency !== cost.currency),
  );
  const strangers = rows.filter(({ cost, key }) => cost === null && !key.startsWith('\0'));
  return [
    ...(from === null && until === null
      ? []
      : [
          {
            code: 'whole-cost',
            text: 'Cost is of the whole campaign, also before and after the period',
            ids: [],
          },
        ]),
    ...noteOf('cost-unknown', unknown, 'nobody has said what was spent'),
    ...noteOf('cost-in-several-currencies', several, 'cost is in several currencies, which are never added'),
    ...noteOf(
      'revenue-in-other-currency',
      other,
      'no ROI, as revenue is not in the currency of cost (whatever names none is in the "currency" of reports.yaml)',
    ),
    ...noteOf(
      'no-such-campaign',
      strangers,
      'cost is not known, as no campaign is called so, or several are',
    ),
  ];
}

function noteOf(code: string, rows: readonly CostRow[], what: string): readonly ReportNote[] {
  if (rows.length === 0) return [];
  const text = `${rows.length} ${rows.length === 1 ? 'row' : 'rows'}: ${what}`;
  return [
    {
      code,
      text,
      ids: rows
        .map(({ key, cost }) => cost?.title ?? key)
        .toSorted()
        .slice(0, MOST_IDS),
    },
  ];
}

const textOf = (money: MoneySum | null): string | null => (money === null ? null : moneyText(money));
