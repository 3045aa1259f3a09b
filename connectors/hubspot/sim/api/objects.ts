import type { SimReply } from '../../../../src/connector/sim/server.ts';
import { forget, softDelete } from '../state/unlink.ts';
import { merge } from '../state/merge.ts';
import type { ObjectType } from '../state/object-types.ts';
import { planCreate, planUpdate } from '../state/plan.ts';
import { catalogueOf, tableOf } from '../state/portal.ts';
import type { Row } from '../state/row.ts';
import { carryOut } from '../state/write.ts';
import { asProperties, asText, optionalText, readBody } from './body.ts';
import {
  created,
  flag,
  listParam,
  noContent,
  ok,
  requireUnique,
  rowByPath,
  tableFor,
  typeOf,
  type Call,
  type Route,
} from './call.ts';
import { readLinks } from './links.ts';
import { showAll, showAsked, showAssociations, showHistory, showSent, type Shown } from './present.ts';
import { badRequest, Gap, notFound } from '../refusal.ts';

const MOST_PER_PAGE = 100;
const MOST_WITH_HISTORY = 50;

/** One record at a time. https://developers.hubspot.com/docs/api-reference/latest/crm/using-object-apis */
export const objectRoutes: readonly Route[] = [
  { method: 'GET', pattern: 'objects/:type', handle: list },
  { method: 'POST', pattern: 'objects/:type', handle: create },
  { method: 'POST', pattern: 'objects/:type/merge', handle: mergeRecords },
  { method: 'POST', pattern: 'objects/:type/gdpr-delete', handle: gdprDelete },
  { method: 'GET', pattern: 'objects/:type/:id', handle: read },
  { method: 'PATCH', pattern: 'objects/:type/:id', handle: update },
  { method: 'DELETE', pattern: 'objects/:type/:id', handle: archive },
];

function list(call: Call): SimReply {
  const { query } = call.request;
  const withHistory = listParam(call, 'propertiesWithHistory').length > 0;
  const most = withHistory ? MOST_WITH_HISTORY : MOST_PER_PAGE;
  const limit = Number(query.get('limit') ?? 10);
  if (!Number.isInteger(limit) || limit < 1 || limit > most) {
    throw badRequest(`Page size must be less than or equal to ${most}`);
  }
  const after = query.get('after') ?? '0';
  if (!/^\d+$/.test(after)) throw badRequest(`Invalid paging cursor: ${after}`);
  const page = tableFor(call).page(Number(after), limit, flag(call, 'archived'));
  const link = `https://api.hubapi.com/crm/v3/objects/${typeOf(call).name}?limit=${limit}&after=${page.next ?? ''}`;
  return ok({
    results: page.rows.map((row) => showRow(call, row)),
    ...(page.next === null ? {} : { paging: { next: { after: page.next, link } } }),
  });
}

function read(call: Call): SimReply {
  return ok(showRow(call, rowByPath(call, tableFor(call), flag(call, 'archived'))));
}

/** A record as the query of a single read or a list asks for it. */
function showRow(call: Call, row: Row): Shown {
  const history = listParam(call, 'propertiesWithHistory');
  const associated = listParam(call, 'associations');
  return {
    ...showAsked(row, listParam(call, 'properties'), catalogueOf(call.portal, row.type).properties),
    ...(history.length === 0 ? {} : showHistory(row, history)),
    ...(associated.length === 0
      ? {}
      : showAssociations(
          call.portal,
          row,
          associated.map((name) => knownType(call, name)),
        )),
  };
}

function knownType(call: Call, name: string): ObjectType {
  const type = call.portal.types.find(name);
  if (type === 'unsimulated') throw new Gap(`no associations with ${name}`);
  if (type === null) throw badRequest(`Unable to infer object type from: ${name}`);
  return type;
}

function create(call: Call): SimReply {
  const body = readBody(call.request);
  const plan = planCreate(
    call.portal,
    typeOf(call),
    asProperties(body.properties),
    readLinks(body.associations),
    {
      claims: new Set(),
    },
  );
  const { row } = carryOut(call.portal, plan, call.source);
  const shown = { ...showAll(row), ...traceOf(body.objectWriteTraceId) };
  const location = `https://api.hubapi.com/crm/v3/objects/${row.type.typeId}/${row.id}`;
  return { ...created(shown), headers: { location } };
}

const traceOf = (value: unknown): Shown => (typeof value === 'string' ? { objectWriteTraceId: value } : {});

function update(call: Call): SimReply {
  const body = readBody(call.request);
  const row = rowByPath(call, tableFor(call));
  const properties = asProperties(body.properties);
  const plan = planUpdate(call.portal, row, properties, { claims: new Set() });
  carryOut(call.portal, plan, call.source);
  return ok(showSent(row, Object.keys(properties)));
}

/** Deleting what is already deleted, or never was, is a success as well. */
function archive(call: Call): SimReply {
  const table = tableFor(call);
  const row = table.rows.get(call.params.id ?? '');
  if (row?.archivedAt === null) softDelete(call.portal, row, call.source);
  return noContent;
}

function mergeRecords(call: Call): SimReply {
  const body = readBody(call.request);
  const table = tableFor(call);
  const [primary, other] = [body.primaryObjectId, body.objectIdToMerge].map((id) =>
    table.find(asText(id, 'primaryObjectId, objectIdToMerge'), { merged: true }),
  );
  if (primary?.archivedAt !== null || other?.archivedAt !== null) throw notFound();
  return ok(showAll(merge(call.portal, primary, other, call.source)));
}

function gdprDelete(call: Call): SimReply {
  if (typeOf(call).name !== 'contacts') throw new Gap('GDPR deletion of other objects than contacts');
  const body = readBody(call.request);
  const id = asText(body.objectId, 'objectId');
  const idProperty = optionalText(body.idProperty, 'idProperty');
  const table = tableOf(call.portal, 'contacts');
  if (idProperty !== undefined) requireUnique(table, idProperty);
  const row = idProperty === undefined ? table.find(id, { merged: true }) : table.holder(idProperty, id);
  if (row !== undefined) forget(call.portal, row, call.source);
  else if (idProperty === 'email') call.portal.blockedEmails.add(id.toLowerCase());
  else throw notFound();
  return noContent;
}
