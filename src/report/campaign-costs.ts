import { amountOf } from '../attribution/money.ts';
import { campaignFinder, type Campaign } from '../domain/campaign.ts';
import { DAY_MS } from '../domain/clock.ts';
import { isWithin, type Period } from '../domain/report.ts';
import { addMoney, noMoney, type MoneySum } from './money-sum.ts';
import { titleOf } from './sources.ts';

/** What one row of campaigns cost. */
export interface CampaignCost {
  readonly title: string;
  /** Null: its campaigns name several. `''`: nobody names it. Without one there are no sums. */
  readonly currency: string | null;
  /** Null: nobody said what was planned, or spent. */
  readonly budget: MoneySum | null;
  readonly cost: MoneySum | null;
  /** Whether its days, as far as they are known, are in the period at all. */
  readonly inPeriod: boolean;
}

export interface CampaignRows {
  /** The campaign whose row a touch counts in, by what it says; null: none is found. */
  readonly find: (told: string) => Campaign | null;
  /** Of every campaign that has a row, by its id. */
  readonly costs: ReadonlyMap<string, CampaignCost>;
}

/** `currency`: of costs that name none. `rollUp`: what is below a campaign counts in the row of the one at the top. */
export function campaignRows(
  campaigns: readonly Campaign[],
  { rollUp, currency, ...period }: Period & { readonly rollUp: boolean; readonly currency: string | null },
): CampaignRows {
  const byId = new Map(campaigns.map((campaign) => [campaign.id, campaign]));
  const rowOf = (campaign: Campaign): Campaign => (rollUp ? topOf(campaign, byId) : campaign);
  const find = campaignFinder(campaigns);
  const costs = new Map<string, CampaignCost>();
  for (const [row, parts] of Map.groupBy(campaigns, rowOf))
    costs.set(row.id, costOf(row, parts, currency, period));
  return {
    find: (told) => {
      const campaign = find(told);
      return campaign === null ? null : rowOf(campaign);
    },
    costs,
  };
}

/** Of campaigns that are each other's parents, each is its own. */
function topOf(campaign: Campaign, byId: ReadonlyMap<string, Campaign>): Campaign {
  const below = new Set<Campaign>();
  let top = campaign;
  for (;;) {
    const parent = byId.get(top.parent ?? '');
    if (parent === undefined) return top;
    below.add(top);
    if (below.has(parent)) return campaign;
    top = parent;
  }
}

function costOf(
  row: Campaign,
  parts: readonly Campaign[],
  usual: string | null,
  period: Period,
): CampaignCost {
  const told = parts.filter(({ budgetedCost, actualCost }) => budgetedCost !== null || actualCost !== null);
  const [currency = '', ...others] = new Set(told.map((part) => part.currency ?? usual ?? ''));
  const isOne = others.length === 0;
  return {
    title: titleOf(row),
    currency: isOne ? currency : null,
    budget: isOne ? sumOf('budgetedCost', parts, currency) : null,
    cost: isOne ? sumOf('actualCost', parts, currency) : null,
    inPeriod: parts.some((part) => isDuring(period, part)),
  };
}

/** Null unless it is known of all; a parent that names nothing for itself only holds others together. */
function sumOf(
  what: 'budgetedCost' | 'actualCost',
  parts: readonly Campaign[],
  currency: string,
): MoneySum | null {
  const parents = new Set(parts.map(({ parent }) => parent));
  const counted =
    parts.length === 1 ? parts : parts.filter((part) => part[what] !== null || !parents.has(part.id));
  return counted.reduce<MoneySum | null>((sum, part) => {
    const amount = amountOf(part[what] ?? NaN, currency);
    return sum === null || amount === null ? null : addMoney(sum, amount.units, amount.decimals);
  }, noMoney(currency));
}

function isDuring({ from, until }: Period, { start, end }: Campaign): boolean {
  const hasBegun = start === null || isWithin({ from: null, until }, Date.parse(start));
  return hasBegun && (end === null || isWithin({ from, until: null }, Date.parse(end) + DAY_MS - 1));
}
