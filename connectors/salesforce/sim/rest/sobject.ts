import type { SimReply } from '../../../../src/connector/sim/server.ts';
import type { Row, SaveResult } from '../org.ts';
import { parseDatetime } from '../org/time.ts';
import { attributes, show } from '../soql/project.ts';
import { objectBody, saveOptions, type Call } from './call.ts';
import { rowFault } from './fault.ts';
import { failure, noContent, notFound, ok, refused } from './reply.ts';

/** `POST /sobjects/<type>` */
export function create(call: Call, type: string): SimReply {
  const object = call.org.describe(type);
  if (!object) return notFound();
  const body = objectBody(call);
  const result = faulted(call, '') ?? call.org.insert(object.name, body, saveOptions(call));
  if (!result.success) return refused(call, object.name, result.errors);
  return {
    status: 201,
    headers: { Location: `/services/data/v${call.version}/sobjects/${object.name}/${result.id}` },
    body: { id: result.id, success: true, errors: [] },
  };
}

/** `GET /sobjects/<type>/<id>` and `/<external field>/<value>`, with `?fields=a,b`. */
export function read(call: Call, found: Row): SimReply {
  const since = Date.parse(call.headers['if-modified-since'] ?? '');
  const modified = parseDatetime(String(found.values['LastModifiedDate'] ?? '')) ?? 0;
  if (!Number.isNaN(since) && modified <= since) return { status: 304 };
  const object = call.org.describe(found.type);
  if (!object) return notFound();
  const asked = call.query
    .get('fields')
    ?.split(',')
    .map((name) => name.trim());
  const shown: Record<string, unknown> = { attributes: attributes(call, found) };
  for (const name of asked ?? object.fields.map((field) => field.name)) {
    const field = call.org.catalog.field(object.name, name);
    if (!field) {
      return failure('INVALID_FIELD', `No such column '${name}' on sobject of type ${object.name}`);
    }
    shown[field.name] = show(field, object.fields, found.values);
  }
  return ok(shown);
}

/** `PATCH /sobjects/<type>/<id>` */
export function update(call: Call, row: Row): SimReply {
  const unchangedSince = Date.parse(call.headers['if-unmodified-since'] ?? '');
  const modified = parseDatetime(String(row.values['LastModifiedDate'] ?? '')) ?? 0;
  if (!Number.isNaN(unchangedSince) && modified > unchangedSince) {
    return {
      status: 412,
      body: [{ message: 'The precondition failed.', errorCode: 'PRECONDITION_FAILED' }],
    };
  }
  const body = objectBody(call);
  const result = faulted(call, row.Id) ?? call.org.update(row.type, row.Id, body, saveOptions(call));
  return result.success ? noContent() : refused(call, row.type, result.errors);
}

/** `DELETE /sobjects/<type>/<id>` */
export function remove(call: Call, row: Row): SimReply {
  const result = faulted(call, row.Id) ?? call.org.remove(row.type, row.Id, saveOptions(call));
  return result.success ? noContent() : refused(call, row.type, result.errors);
}

/** `PATCH /sobjects/<type>/<external field>/<value>`, with `?updateOnly=true`. */
export function upsert(call: Call, type: string, field: string, value: string): SimReply {
  const object = call.org.describe(type);
  if (!object) return notFound();
  const body = objectBody(call);
  const repeated = Object.keys(body).find((name) => ['id', field.toLowerCase()].includes(name.toLowerCase()));
  if (repeated !== undefined) {
    return failure('INVALID_FIELD', `The ${repeated} field should not be specified in the sobject data.`);
  }
  const matches = call.org.byField(object.name, field, value);
  if (call.query.get('updateOnly') === 'true' && matches.length === 0) return notFound();
  const result =
    faulted(call, matches[0]?.Id ?? '') ??
    call.org.upsert(object.name, field, value, body, saveOptions(call));
  if (!result.success) return refused(call, object.name, result.errors);
  const created = result.created === true;
  // Before v46 an update answered without a body.
  if (!created && Number(call.version) < 46) return noContent();
  return ok({ id: result.id, success: true, errors: [], created }, created ? 201 : 200);
}

/** The living row of an id, or the answer that says why there is none. */
export function byId(call: Call, type: string, id: string): Row | SimReply {
  const object = call.org.describe(type);
  if (!object) return notFound();
  if (!/^[a-zA-Z0-9]{15}([a-zA-Z0-9]{3})?$/.test(id)) return notFound();
  if (!id.startsWith(object.keyPrefix)) {
    return failure('MALFORMED_ID', `${object.label} ID: id value of incorrect type: ${id}`, ['Id']);
  }
  const row = call.org.get(object.name, id);
  if (!row) return notFound();
  return row.IsDeleted ? failure('ENTITY_IS_DELETED', 'entity is deleted', []) : row;
}

/** The one row with the value in an external id field, or the answer that says why not. */
export function byExternalId(call: Call, type: string, field: string, value: string): Row | SimReply {
  const object = call.org.describe(type);
  if (!object) return notFound();
  const key = call.org.catalog.field(object.name, field);
  if (!key || !(key.externalId || key.idLookup)) {
    return failure('NOT_FOUND', `Provided external ID field does not exist or is not accessible: ${field}`);
  }
  const rows = call.org.byField(object.name, key.name, value);
  const [row] = rows;
  if (!row) return notFound();
  if (rows.length === 1) return row;
  return {
    status: 300,
    body: rows.map((each) => `/services/data/v${call.version}/sobjects/${object.name}/${each.Id}`),
  };
}

export const isRow = (found: Row | SimReply): found is Row => 'Id' in found;

function faulted(call: Call, id: string): (SaveResult & { readonly success: false }) | null {
  const fault = rowFault(call, 0, id);
  return fault ? { success: false, errors: [fault] } : null;
}
