import type { SimReply } from '../../../../src/connector/sim/server.ts';
import { planCreate, planUpdate, type Plan } from '../state/plan.ts';
import { catalogueOf, type Portal } from '../state/portal.ts';
import { iso, type Row } from '../state/row.ts';
import { softDelete } from '../state/unlink.ts';
import { carryOut, type Written } from '../state/write.ts';
import { asProperties, asText, batchInputs, optionalText, readBody, textList, type Json } from './body.ts';
import { flag, noContent, requireUnique, tableFor, typeOf, type Call, type Route } from './call.ts';
import { failedRows, type RowFault } from './faults.ts';
import { readLinks } from './links.ts';
import { showAll, showAsked, showHistory, showSent, type Shown } from './present.ts';
import { ACCOUNT } from '../account.ts';
import { invalidProperties, Refusal } from '../refusal.ts';

const MOST = 100;

/** Up to 100 records at a time. https://developers.hubspot.com/docs/api-reference/latest/crm/using-object-apis */
export const batchRoutes: readonly Route[] = [
  { method: 'POST', pattern: 'objects/:type/batch/read', handle: readBatch },
  { method: 'POST', pattern: 'objects/:type/batch/create', handle: createBatch },
  { method: 'POST', pattern: 'objects/:type/batch/update', handle: updateBatch },
  { method: 'POST', pattern: 'objects/:type/batch/upsert', handle: upsertBatch },
  { method: 'POST', pattern: 'objects/:type/batch/archive', handle: archiveBatch },
];

/** One input of a writing batch: how to plan it and how its result is shown. */
interface Item {
  readonly traceId: string | undefined;
  readonly plan: (claims: Set<string>) => Plan;
  readonly show: (written: Written) => Shown;
}

function readBatch(call: Call): SimReply {
  const body = readBody(call.request);
  const table = tableFor(call);
  const asked = textList(body.properties, 'properties');
  const history = textList(body.propertiesWithHistory, 'propertiesWithHistory');
  const idProperty = optionalText(body.idProperty, 'idProperty') ?? 'hs_object_id';
  if (idProperty !== 'hs_object_id') requireUnique(table, idProperty);
  const archived = flag(call, 'archived');
  const ids = new Set(batchInputs(body, MOST).map((input) => asText(input.id, 'id')));
  const found = new Set<Row>();
  const missing: string[] = [];
  for (const id of ids) {
    // Ids that were merged away are neither found nor reported.
    if (idProperty === 'hs_object_id' && table.merged.has(id)) continue;
    const row = idProperty === 'hs_object_id' ? table.rows.get(id) : table.holder(idProperty, id);
    if (row !== undefined && (row.archivedAt !== null) === archived) found.add(row);
    else missing.push(id);
  }
  const { properties } = catalogueOf(call.portal, table.type);
  const results = [...found].map((row) => ({
    ...showAsked(row, asked, properties),
    ...(history.length === 0 ? {} : showHistory(row, history)),
  }));
  return answer(call.portal, 200, results, missing.length === 0 ? [] : [missingEntry(call, missing, {})]);
}

function createBatch(call: Call): SimReply {
  const type = typeOf(call);
  const inputs = batchInputs(readBody(call.request), MOST);
  const items = inputs.map((input): Item => {
    const [properties, links] = [asProperties(input.properties), readLinks(input.associations)];
    return {
      traceId: optionalText(input.objectWriteTraceId, 'objectWriteTraceId'),
      plan: (claims) => planCreate(call.portal, type, properties, links, { claims }),
      show: ({ row }) => showAll(row),
    };
  });
  return writeBatch(call, items, 201, []);
}

function updateBatch(call: Call): SimReply {
  const table = tableFor(call);
  const inputs = batchInputs(readBody(call.request), MOST);
  refuseRepeats(inputs);
  const missing: { readonly id: string; readonly traceId: string | undefined }[] = [];
  const items = inputs.flatMap((input): Item[] => {
    const id = asText(input.id, 'id');
    const traceId = optionalText(input.objectWriteTraceId, 'objectWriteTraceId');
    const idProperty = optionalText(input.idProperty, 'idProperty') ?? 'hs_object_id';
    if (idProperty !== 'hs_object_id') requireUnique(table, idProperty);
    const row = idProperty === 'hs_object_id' ? table.rows.get(id) : table.holder(idProperty, id);
    if (row?.archivedAt !== null) {
      missing.push({ id, traceId });
      return [];
    }
    const properties = asProperties(input.properties);
    return [
      {
        traceId,
        plan: (claims) => planUpdate(call.portal, row, properties, { claims }),
        show: (written) => showSent(written.row, Object.keys(properties)),
      },
    ];
  });
  if (missing.length === 0) return writeBatch(call, items, 200, []);
  const traceIds = missing.flatMap(({ traceId }) => traceId ?? []);
  const trace = traceIds.length === 0 ? {} : { objectWriteTraceId: traceIds };
  return writeBatch(call, items, 200, [
    missingEntry(
      call,
      missing.map(({ id }) => id),
      trace,
    ),
  ]);
}

function upsertBatch(call: Call): SimReply {
  const table = tableFor(call);
  const inputs = batchInputs(readBody(call.request), MOST);
  refuseRepeats(inputs);
  const items = inputs.map((input): Item => {
    const id = asText(input.id, 'id');
    const idProperty = asText(input.idProperty, 'idProperty');
    requireUnique(table, idProperty);
    const properties = asProperties(input.properties);
    return {
      // With `email` there is no partial success: https://developers.hubspot.com/docs/api-reference/latest/crm/objects/contacts/guide
      traceId:
        idProperty === 'email' ? undefined : optionalText(input.objectWriteTraceId, 'objectWriteTraceId'),
      plan: (claims) => {
        const row = table.holder(idProperty, id);
        return row === undefined
          ? planCreate(call.portal, table.type, { ...properties, [idProperty]: id }, [], { claims })
          : planUpdate(call.portal, row, properties, { claims });
      },
      show: ({ row, created }) => ({
        ...(created ? showAll(row) : showSent(row, Object.keys(properties))),
        new: created,
      }),
    };
  });
  return writeBatch(call, items, 200, []);
}

function archiveBatch(call: Call): SimReply {
  const table = tableFor(call);
  for (const input of batchInputs(readBody(call.request), MOST)) {
    const row = table.rows.get(asText(input.id, 'id'));
    if (row?.archivedAt === null) softDelete(call.portal, row, call.source);
  }
  return noContent;
}

/** Errors are told per record only if every input has a trace id of its own; otherwise one fails all. */
function writeBatch(call: Call, items: readonly Item[], status: number, errors: readonly Shown[]): SimReply {
  const faults = failedRows(call.request.fault, items.length);
  const sound = items.filter((_, index) => !faults.has(index));
  const faulty = items.flatMap((item, index) => faultEntry(item, faults.get(index)));
  const traceIds = new Set(items.map((item) => item.traceId));
  const traced = !traceIds.has(undefined) && traceIds.size === items.length;
  const done = traced ? writeEach(call, sound) : { results: writeAll(call, sound), errors: [] };
  return answer(call.portal, status, done.results, [...errors, ...done.errors, ...faulty]);
}

function writeEach(call: Call, items: readonly Item[]): { results: Shown[]; errors: Shown[] } {
  const results: Shown[] = [];
  const errors: Shown[] = [];
  for (const item of items) {
    try {
      const written = carryOut(call.portal, item.plan(new Set()), call.source);
      results.push({ ...item.show(written), objectWriteTraceId: item.traceId });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      errors.push(errorEntry(error, item.traceId));
    }
  }
  return { results, errors };
}

/** All or nothing: the invalid properties of all records come in one body, without saying whose they are. */
function writeAll(call: Call, items: readonly Item[]): Shown[] {
  const claims = new Set<string>();
  const invalid: Refusal[] = [];
  const plans = items.flatMap((item) => {
    try {
      return [{ item, plan: item.plan(claims) }];
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      invalid.push(error);
      return [];
    }
  });
  const properties = invalid.flatMap((refusal) => refusal.detail.invalid ?? []);
  if (properties.length > 0) throw invalidProperties(properties, ACCOUNT.portalId);
  const [first] = invalid;
  if (first?.detail.category === 'CONFLICT')
    throw new Refusal(409, 'Contact already exists', { category: 'CONFLICT' });
  if (first !== undefined) throw first;
  return plans.map(({ item, plan }) => item.show(carryOut(call.portal, plan, call.source)));
}

function refuseRepeats(inputs: readonly Json[]): void {
  const ids = inputs.map((input) => asText(input.id, 'id'));
  const repeated = [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
  if (repeated.length === 0) return;
  throw new Refusal(400, `Duplicate IDs found in batch input: [${repeated.join(', ')}]. IDs must be unique`, {
    context: { ids: repeated },
    category: 'VALIDATION_ERROR',
  });
}

const errorEntry = (refusal: Refusal, traceId: string | undefined): Shown => ({
  status: 'error',
  category: refusal.detail.category,
  message: refusal.message,
  context: {
    ...(traceId === undefined ? {} : { objectWriteTraceId: [traceId] }),
    ...(refusal.detail.existingId === undefined ? {} : { existingId: [refusal.detail.existingId] }),
  },
});

const faultEntry = (item: Item, fault: RowFault | undefined): Shown[] =>
  fault === undefined
    ? []
    : [errorEntry(new Refusal(400, fault.message, { category: fault.code }), item.traceId)];

function missingEntry(call: Call, ids: readonly string[], trace: Shown): Shown {
  const type = typeOf(call).singular.toUpperCase();
  return {
    status: 'error',
    category: 'OBJECT_NOT_FOUND',
    message: `Could not get some ${type} objects, they may be deleted or not exist. Check that ids are valid.`,
    context: { ids, ...trace },
  };
}

/** Results come in any order. */
function answer(
  portal: Portal,
  status: number,
  results: readonly Shown[],
  errors: readonly Shown[],
): SimReply {
  const now = iso(Date.now());
  const keyed = results.map((result) => ({ result, key: portal.random() }));
  const body = {
    completedAt: now,
    status: 'COMPLETE',
    startedAt: now,
    results: keyed.sort((a, b) => a.key - b.key).map(({ result }) => result),
  };
  if (errors.length === 0) return { status, body };
  return { status: 207, body: { ...body, errors, numErrors: errors.length } };
}
