import type { SimReply } from '../../../../src/connector/sim/server.ts';
import type { Edge } from '../state/graph.ts';
import { link } from '../state/link.ts';
import type { ObjectType } from '../state/object-types.ts';
import { tableOf, type Portal } from '../state/portal.ts';
import { iso, type Row } from '../state/row.ts';
import { unlink } from '../state/unlink.ts';
import {
  asList,
  asObject,
  asText,
  batchInputs,
  optionalText,
  parseBody,
  readBody,
  type Json,
} from './body.ts';
import { created, noContent, ok, typeOf, type Call, type Route } from './call.ts';
import { readTypeIds } from './links.ts';
import type { Shown } from './present.ts';
import { badRequest, notFound, Refusal } from '../refusal.ts';

const MOST = { page: 500, read: 1_000, write: 2_000 };

/** https://developers.hubspot.com/docs/api-reference/latest/crm/associations/associate-records/guide */
export const associationRoutes: readonly Route[] = [
  { method: 'PUT', pattern: 'objects/:type/:id/associations/default/:to/:toId', handle: putDefault },
  { method: 'GET', pattern: 'objects/:type/:id/associations/:to', handle: list },
  { method: 'PUT', pattern: 'objects/:type/:id/associations/:to/:toId', handle: put },
  { method: 'DELETE', pattern: 'objects/:type/:id/associations/:to/:toId', handle: remove },
  { method: 'POST', pattern: 'associations/:type/:to/batch/read', handle: readBatch },
  { method: 'POST', pattern: 'associations/:type/:to/batch/create', handle: createBatch },
  { method: 'POST', pattern: 'associations/:type/:to/batch/associate/default', handle: defaultBatch },
  { method: 'POST', pattern: 'associations/:type/:to/batch/archive', handle: archiveBatch },
  { method: 'POST', pattern: 'associations/:type/:to/batch/labels/archive', handle: archiveLabels },
];

function list(call: Call): SimReply {
  const limit = Number(call.request.query.get('limit') ?? MOST.page);
  if (!(limit >= 1 && limit <= MOST.page))
    throw badRequest(`Page size must be less than or equal to ${MOST.page}`);
  const [row, to] = [liveRow(call.portal, typeOf(call), call.params.id), typeOf(call, 'to')];
  return ok(page(call.portal, row, to, limit, call.request.query.get('after')));
}

/** Sets exactly these labels on the pair, beside the unlabelled association. */
function put(call: Call): SimReply {
  const [from, to] = ends(call);
  const ids = readTypeIds(parseBody(call.request));
  const plain = plainType(call.portal, from.type, to.type);
  const gone = [...(call.portal.graph.between(from, to)?.typeIds ?? [])].filter(
    (id) => id !== plain && !ids.includes(id),
  );
  link(call.portal, from, to, ids, call.source);
  if (gone.length > 0) unlink(call.portal, from, to, gone, call.source);
  return created(showPair(call.portal, from, to, ids));
}

function putDefault(call: Call): SimReply {
  const [from, to] = ends(call);
  return ok(batchAnswer(associateDefault(call, from, to), []));
}

function remove(call: Call): SimReply {
  const [from, to] = ends(call);
  unlink(call.portal, from, to, null, call.source);
  return noContent;
}

function readBatch(call: Call): SimReply {
  const [type, to] = [typeOf(call), typeOf(call, 'to')];
  const results: Shown[] = [];
  const errors: Shown[] = [];
  for (const input of batchInputs(readBody(call.request), MOST.read)) {
    const id = asText(input.id, 'id');
    const row = tableOf(call.portal, type).rows.get(id);
    if (row === undefined || call.portal.graph.from(row, to.name).length === 0)
      errors.push(noneFound(type, id, to));
    else results.push({ from: { id }, ...toShown(call.portal, row, to, optionalText(input.after, 'after')) });
  }
  return multi(200, results, errors);
}

function createBatch(call: Call): SimReply {
  const results: Shown[] = [];
  const errors: Shown[] = [];
  for (const input of batchInputs(readBody(call.request), MOST.write)) {
    const pair = findPair(call, input);
    if (pair.kind === 'invalid') {
      errors.push(...pair.errors);
      continue;
    }
    const ids = readTypeIds(input.types);
    link(call.portal, pair.from, pair.to, ids, call.source);
    results.push(showPair(call.portal, pair.from, pair.to, ids));
  }
  return multi(201, results, errors);
}

function defaultBatch(call: Call): SimReply {
  const results: Shown[] = [];
  const errors: Shown[] = [];
  for (const input of batchInputs(readBody(call.request), MOST.write)) {
    const pair = findPair(call, input);
    if (pair.kind === 'invalid') errors.push(...pair.errors);
    else results.push(...associateDefault(call, pair.from, pair.to));
  }
  return ok(batchAnswer(results, errors));
}

function archiveBatch(call: Call): SimReply {
  const [type, to] = [typeOf(call), typeOf(call, 'to')];
  for (const input of batchInputs(readBody(call.request), MOST.write)) {
    const from = tableOf(call.portal, type).rows.get(idOf(input.from));
    for (const target of asList(input.to, 'to')) {
      const row = tableOf(call.portal, to).rows.get(idOf(target));
      if (from !== undefined && row !== undefined) unlink(call.portal, from, row, null, call.source);
    }
  }
  return noContent;
}

function archiveLabels(call: Call): SimReply {
  for (const input of batchInputs(readBody(call.request), MOST.write)) {
    const pair = findPair(call, input);
    if (pair.kind === 'found') unlink(call.portal, pair.from, pair.to, readTypeIds(input.types), call.source);
  }
  return noContent;
}

function ends(call: Call): readonly [Row, Row] {
  const from = liveRow(call.portal, typeOf(call), call.params.id);
  return [from, liveRow(call.portal, typeOf(call, 'to'), call.params.toId)];
}

function liveRow(portal: Portal, type: ObjectType, id: string | undefined): Row {
  const row = tableOf(portal, type).find(id ?? '', { merged: true });
  if (row?.archivedAt !== null) throw notFound();
  return row;
}

type Pair =
  | { readonly kind: 'found'; readonly from: Row; readonly to: Row }
  | { readonly kind: 'invalid'; readonly errors: readonly Shown[] };

function findPair(call: Call, input: Json): Pair {
  const [fromId, toId] = [idOf(input.from), idOf(input.to)];
  const from = tableOf(call.portal, typeOf(call)).rows.get(fromId);
  const to = tableOf(call.portal, typeOf(call, 'to')).rows.get(toId);
  const bad = [from?.archivedAt === null ? [] : [fromId], to?.archivedAt === null ? [] : [toId]].flat();
  if (from === undefined || to === undefined || bad.length > 0)
    return { kind: 'invalid', errors: bad.map(badId) };
  if (from !== to) return { kind: 'found', from, to };
  const message = `Object ${fromId} cannot be associated to itself (${toId})`;
  return { kind: 'invalid', errors: [{ status: 'error', category: 'VALIDATION_ERROR', message }] };
}

const idOf = (value: unknown): string => asText(asObject(value).id, 'id');

const badId = (id: string): Shown => ({
  status: 'error',
  category: 'VALIDATION_ERROR',
  subCategory: 'crm.associations.INVALID_IDENTIFIER',
  message: `${id} is not a valid ID`,
  context: { id: [id] },
});

/** Having no associations is told as an error of a 207. */
const noneFound = (type: ObjectType, id: string, to: ObjectType): Shown => ({
  status: 'error',
  category: 'OBJECT_NOT_FOUND',
  subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
  message: `No ${to.singular} is associated with ${type.singular} ${id}.`,
  context: { fromObjectId: [id], fromObjectType: [type.singular], toObjectType: [to.singular] },
});

function associateDefault(call: Call, from: Row, to: Row): readonly Shown[] {
  const plain = plainType(call.portal, from.type, to.type);
  link(call.portal, from, to, [plain], call.source);
  const spec = (id: number): Shown => ({ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: id });
  const inverse = call.portal.associationTypes.get(plain)?.inverse ?? plain;
  return [
    { from: { id: from.id }, to: { id: to.id }, associationSpec: spec(plain) },
    { from: { id: to.id }, to: { id: from.id }, associationSpec: spec(inverse) },
  ];
}

function plainType(portal: Portal, from: ObjectType, to: ObjectType): number {
  const plain = portal.associationTypes.unlabelled(from.name, to.name);
  if (plain === undefined)
    throw new Refusal(400, 'One or more associations are invalid', { category: 'VALIDATION_ERROR' });
  return plain.id;
}

function page(portal: Portal, row: Row, to: ObjectType, limit: number, after: string | null): Shown {
  const edges = portal.graph.from(row, to.name);
  const start = after === null ? 0 : edges.findIndex((edge) => edge.to.num >= Number(after));
  const chosen = start < 0 ? [] : edges.slice(start, start + limit);
  const next = start < 0 ? undefined : edges[start + limit];
  return {
    results: chosen.map((edge) => showEdge(portal, edge)),
    ...(next === undefined ? {} : { paging: { next: { after: next.to.id } } }),
  };
}

function toShown(portal: Portal, row: Row, to: ObjectType, after: string | undefined): Shown {
  const { results, ...paging } = page(portal, row, to, MOST.page, after ?? null);
  return { to: results, ...paging };
}

const showEdge = (portal: Portal, edge: Edge): Shown => ({
  toObjectId: edge.to.num,
  associationTypes: [...edge.typeIds]
    .sort((a, b) => a - b)
    .flatMap((id) => {
      const type = portal.associationTypes.get(id);
      return type === undefined ? [] : [{ category: type.category, typeId: id, label: type.label }];
    }),
});

const showPair = (portal: Portal, from: Row, to: Row, ids: readonly number[]): Shown => ({
  fromObjectTypeId: from.type.typeId,
  fromObjectId: from.num,
  toObjectTypeId: to.type.typeId,
  toObjectId: to.num,
  labels: ids.flatMap((id) => portal.associationTypes.get(id)?.label ?? []),
});

const batchAnswer = (results: readonly Shown[], errors: readonly Shown[]): Shown => {
  const now = iso(Date.now());
  return {
    completedAt: now,
    status: 'COMPLETE',
    startedAt: now,
    results,
    ...(errors.length === 0 ? {} : { errors, numErrors: errors.length }),
  };
};

const multi = (status: number, results: readonly Shown[], errors: readonly Shown[]): SimReply => ({
  status: errors.length === 0 ? status : 207,
  body: batchAnswer(results, errors),
});
