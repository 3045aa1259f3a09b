import type { SimReply } from '../../../../src/connector/sim/server.ts';
import { badRequest, notFound, Refusal } from '../refusal.ts';
import { planCreate, planUpdate } from '../state/plan.ts';
import { catalogueOf, tableOf, type Portal } from '../state/portal.ts';
import { iso, type Row } from '../state/row.ts';
import type { Table } from '../state/table.ts';
import { softDelete } from '../state/unlink.ts';
import { carryOut } from '../state/write.ts';
import { asProperties, asText, batchInputs, readBody, type Json } from './body.ts';
import { created, listParam, noContent, ok, type Call, type Route } from './call.ts';
import { pageOf } from './paging.ts';

/** https://developers.hubspot.com/docs/api-reference/latest/marketing/campaigns/guide. Campaigns here have no assets. */
export const campaignRoutes: readonly Route[] = [
  { method: 'GET', pattern: 'marketing/campaigns', handle: list },
  {
    method: 'POST',
    pattern: 'marketing/campaigns',
    handle: (call) => created(show(make(call, readBody(call.request)), null)),
  },
  { method: 'POST', pattern: 'marketing/campaigns/batch/read', handle: readBatch },
  { method: 'POST', pattern: 'marketing/campaigns/batch/update', handle: updateBatch },
  { method: 'GET', pattern: 'marketing/campaigns/:id', handle: read },
  { method: 'PATCH', pattern: 'marketing/campaigns/:id', handle: update },
  { method: 'DELETE', pattern: 'marketing/campaigns/:id', handle: remove },
  // The API of all other objects takes none.
  { method: 'POST', pattern: 'objects/campaigns', handle: refuse },
  { method: 'POST', pattern: 'objects/campaigns/batch/:verb', handle: refuse },
  { method: 'PATCH', pattern: 'objects/campaigns/:id', handle: refuse },
  { method: 'DELETE', pattern: 'objects/campaigns/:id', handle: refuse },
];

function refuse(): SimReply {
  throw badRequest('Object type CAMPAIGN is not supported by this endpoint');
}

const MOST = { page: 100, batch: 50 };
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Where a campaign's GUID is kept; its record id is a number, as any other's. */
const ID = 'hs_origin_asset_id';

const READABLE = new Set([
  'hs_start_date',
  'hs_end_date',
  'hs_color_hex',
  'hs_notes',
  'hs_audience',
  'hs_goal',
  'hs_owner',
  'hs_currency_code',
  'hs_created_by_user_id',
  'hs_campaign_status',
  'hs_object_id',
  'hs_name',
  'hs_utm',
  'hs_budget_items_sum_amount',
  'hs_spend_items_sum_amount',
  'hs_business_unit_ids',
]);
const WRITABLE = new Set([
  'hs_start_date',
  'hs_end_date',
  'hs_notes',
  'hs_audience',
  'hs_currency_code',
  'hs_campaign_status',
  'hs_name',
  'hs_utm',
  'hs_business_unit_ids',
]);

const tableIn = (portal: Portal): Table => tableOf(portal, 'campaigns');

/** Whether a property is HubSpot's own and not among `allowed`, or nobody's. */
function forbidden(
  portal: Portal,
  names: readonly string[],
  allowed: ReadonlySet<string>,
): readonly string[] {
  const { properties } = catalogueOf(portal, tableIn(portal).type);
  return names.filter((name) => {
    const definition = properties.get(name);
    return !allowed.has(name) && (definition === undefined || definition.hubspotDefined === true);
  });
}

function askedFor(call: Call): readonly string[] {
  const names = listParam(call, 'properties');
  const wrong = forbidden(call.portal, names, READABLE);
  if (wrong.length > 0) throw refusal(`Forbidden properties: ${wrong.join(', ')}`);
  return names;
}

const refusal = (message: string, code = 'INVALID_REQUEST'): Refusal =>
  new Refusal(400, `Invalid request: '${message}'`, {
    category: 'VALIDATION_ERROR',
    subCategory: `CampaignApiError.${code}`,
    context: { message: [message] },
  });

/** Blank properties are left out. `null` shows all that may be read. */
function show(row: Row, asked: readonly string[] | null): Json {
  const names =
    asked ?? Object.keys(row.props).filter((name) => READABLE.has(name) || !name.startsWith('hs_'));
  return {
    id: row.props[ID],
    properties: Object.fromEntries(
      names.toSorted().flatMap((name) => (row.props[name] === undefined ? [] : [[name, row.props[name]]])),
    ),
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
    businessUnits: [{ id: 0 }],
  };
}

export function campaignOf(call: Call, id = call.params.id ?? ''): Row {
  if (!GUID.test(id)) throw refusal(`Invalid campaign GUID format: ${id}`);
  const row = tableIn(call.portal).live.find(({ props }) => props[ID] === id);
  if (row === undefined) throw notFound();
  return row;
}

function list(call: Call): SimReply {
  const { query } = call.request;
  const asked = askedFor(call);
  const name = query.get('name')?.toLowerCase();
  const sort = query.get('sort') ?? 'hs_name';
  const [by, sign] = sort.startsWith('-') ? [sort.slice(1), -1] : [sort, 1];
  const keyOf = KEYS[by];
  if (keyOf === undefined) throw badRequest(`Cannot sort by ${sort}`);
  const rows = tableIn(call.portal)
    .live.filter(({ props }) => name === undefined || props.hs_name?.toLowerCase().includes(name) === true)
    .toSorted((a, b) => sign * (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : a.num - b.num));
  const { results, ...rest } = pageOf(call, rows, 50, MOST.page);
  return ok({ total: rows.length, results: results.map((row) => show(row, asked)), ...rest });
}

const KEYS: Readonly<Record<string, (row: Row) => number | string>> = {
  hs_name: ({ props }) => props.hs_name ?? '',
  createdAt: ({ createdAt }) => createdAt,
  updatedAt: ({ updatedAt }) => updatedAt,
};

function read(call: Call): SimReply {
  return ok({ ...show(campaignOf(call), askedFor(call)), assets: {} });
}

function readBatch(call: Call): SimReply {
  const asked = askedFor(call);
  return batch(call, (id) => ({ ...show(campaignOf(call, id), asked), assets: {} }));
}

/** One answer per input that can be answered; malformed ids become errors, unknown ones are passed over. */
function batch(call: Call, answer: (id: string, input: Json) => Json): SimReply {
  const startedAt = iso(Date.now());
  const results: Json[] = [];
  const errors: unknown[] = [];
  for (const input of batchInputs(readBody(call.request), MOST.batch)) {
    try {
      results.push(answer(asText(input.id, 'id'), input));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.status === 404) continue;
      const { category, subCategory, context } = error.detail;
      errors.push({ status: 'error', category, subCategory, message: error.message, context });
    }
  }
  const body = { completedAt: iso(Date.now()), status: 'COMPLETE', startedAt, results };
  return errors.length === 0
    ? ok(body)
    : { status: 207, body: { ...body, errors, numErrors: errors.length } };
}

function taken(call: Call, body: Json): Readonly<Record<string, string>> {
  const properties = asProperties(body.properties);
  const wrong = forbidden(call.portal, Object.keys(properties), WRITABLE);
  if (wrong.length > 0) {
    const message = `The property set contains values forbidden for write: ${wrong.join(', ')}`;
    throw refusal(message, 'PROPERTY_SET_CONTAINS_VALUES_FORBIDDEN_FOR_WRITE');
  }
  for (const name of ['hs_start_date', 'hs_end_date']) {
    const day = properties[name] ?? '';
    if (day !== '' && !/^\d{4}-\d{2}-\d{2}$/.test(day)) {
      throw new Refusal(400, `${name} must be a date of the form YYYY-MM-DD`, {
        category: 'VALIDATION_ERROR',
        subCategory: 'CampaignValidationError.INVALID_DATE_PROPERTY',
      });
    }
  }
  return properties;
}

/** No webhook tells of campaigns. */
function silently<Result>(portal: Portal, work: () => Result): Result {
  const { emit } = portal;
  portal.emit = () => undefined;
  try {
    return work();
  } finally {
    portal.emit = emit;
  }
}

const FREE = { readOnlyToo: true } as const;

function make(call: Call, body: Json): Row {
  const { portal, source } = call;
  const properties = { ...taken(call, body), [ID]: crypto.randomUUID() };
  const plan = planCreate(portal, tableIn(portal).type, properties, [], { claims: new Set(), ...FREE });
  return silently(portal, () => carryOut(portal, plan, source).row);
}

/** Also used for what HubSpot sums up by itself. */
export function changeCampaign(call: Call, row: Row, properties: Readonly<Record<string, string>>): Row {
  const plan = planUpdate(call.portal, row, properties, { claims: new Set(), ...FREE });
  return silently(call.portal, () => carryOut(call.portal, plan, call.source).row);
}

function update(call: Call): SimReply {
  return ok(show(changeCampaign(call, campaignOf(call), taken(call, readBody(call.request))), null));
}

function updateBatch(call: Call): SimReply {
  return batch(call, (id, input) =>
    show(changeCampaign(call, campaignOf(call, id), taken(call, input)), null),
  );
}

/** An unknown one is no error. */
function remove(call: Call): SimReply {
  const id = call.params.id ?? '';
  const row = tableIn(call.portal).live.find(({ props }) => props[ID] === id);
  if (row !== undefined) silently(call.portal, () => softDelete(call.portal, row, call.source));
  return noContent;
}
