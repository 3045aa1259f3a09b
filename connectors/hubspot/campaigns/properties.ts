import type { WireProperty } from '../wire.ts';

/** Campaigns as an object, by the name that the properties API has for them. Type id 0-35. */
export const CAMPAIGNS = 'campaigns';

const text = (name: string, label: string): WireProperty => ({
  name,
  label,
  type: 'string',
  fieldType: 'text',
});
const day = (name: string, label: string): WireProperty => ({ name, label, type: 'date', fieldType: 'date' });
const sum = (name: string, label: string): WireProperty => ({
  name,
  label,
  type: 'number',
  fieldType: 'number',
});

const STATUSES = ['planned', 'in_progress', 'active', 'paused', 'completed'];

/**
 * Those of HubSpot's own properties that the campaigns API gives: it refuses a call that asks for any other, however many the
 * properties API lists. Days are given as moments at times, and taken as days alone.
 * https://developers.hubspot.com/docs/api-reference/latest/marketing/campaigns/guide
 */
export const STANDARD: readonly WireProperty[] = [
  text('hs_name', 'Campaign name'),
  day('hs_start_date', 'Start date'),
  day('hs_end_date', 'End date'),
  {
    name: 'hs_campaign_status',
    label: 'Campaign status',
    type: 'enumeration',
    fieldType: 'select',
    options: STATUSES.map((value, displayOrder) => ({ value, label: value, displayOrder })),
  },
  text('hs_notes', 'Notes'),
  text('hs_audience', 'Audience'),
  text('hs_currency_code', 'Currency code'),
  text('hs_utm', 'UTM'),
  text('hs_goal', 'Goal'),
  text('hs_owner', 'Owner'),
  text('hs_color_hex', 'Color'),
  text('hs_created_by_user_id', 'Created by user ID'),
  text('hs_object_id', 'Record ID'),
  sum('hs_budget_items_sum_amount', 'Budget total'),
  sum('hs_spend_items_sum_amount', 'Spend total'),
];

/** Those of them that it takes. What the properties API says of it is wrong for some, `hs_name` among them. */
export const WRITABLE: ReadonlySet<string> = new Set([
  'hs_name',
  'hs_start_date',
  'hs_end_date',
  'hs_campaign_status',
  'hs_notes',
  'hs_audience',
  'hs_currency_code',
  'hs_utm',
]);

/** The one group that campaigns have, which an account's own properties go into as well. */
export const GROUP = 'campaigninformation';
