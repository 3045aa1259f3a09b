import type { SimReply } from '../../../../src/connector/sim/server.ts';
import { asText, optionalText, readBody } from './body.ts';
import { campaignOf, changeCampaign } from './campaigns.ts';
import { created, type Call, type Route } from './call.ts';

/** Items of a campaign's budget and spend, which can be added; their sums are properties of the campaign. */
export const budgetRoutes: readonly Route[] = [
  { method: 'POST', pattern: 'marketing/campaigns/:id/budget', handle: add('hs_budget_items_sum_amount') },
  { method: 'POST', pattern: 'marketing/campaigns/:id/spend', handle: add('hs_spend_items_sum_amount') },
];

function add(sum: string): (call: Call) => SimReply {
  return (call) => {
    const body = readBody(call.request);
    const row = campaignOf(call);
    const amount = Number(asText(body.amount, 'amount'));
    changeCampaign(call, row, { [sum]: (Number(row.props[sum] ?? 0) + amount).toFixed(1) });
    const now = Date.now();
    return created({
      id: String(Math.floor(call.portal.random() * 1e9)),
      name: asText(body.name, 'name'),
      amount,
      description: optionalText(body.description, 'description') ?? '',
      order: 0,
      createdAt: now,
      updatedAt: now,
    });
  };
}
