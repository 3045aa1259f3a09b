import type { SimReply } from '../../../../src/connector/sim/server.ts';
import type { SaveResult } from '../org.ts';
import { refusal } from '../org/kernel.ts';
import { attributes, show } from '../soql/project.ts';
import { objectBody, saveOptions, type Call } from './call.ts';
import { rowFault } from './fault.ts';
import { collectionRow, failure, notFound, ok } from './reply.ts';

type Sent = Readonly<Record<string, unknown>>;

const MOST_ROWS = 200;
const MOST_CHUNKS = 10;
const MOST_IDS = 2000;

/** `POST` and `PATCH /composite/sobjects`. */
export function saveMany(call: Call, operation: 'create' | 'update'): SimReply {
  const records = recordsOf(call);
  if (!Array.isArray(records)) return records as SimReply;
  const options = saveOptions(call);
  return saveEach(call, records as readonly Sent[], allOrNone(call), (sent) => {
    const type = typeOf(sent);
    if (operation === 'create') {
      if (idOf(sent) !== '') return refusal('INVALID_FIELD', 'cannot specify Id in an insert call', ['Id']);
      return call.org.insert(type, sent, options);
    }
    if (idOf(sent) === '') return refusal('MISSING_ARGUMENT', 'Id not specified in an update call');
    return call.org.update(type, idOf(sent), sent, options);
  });
}

/** `PATCH /composite/sobjects/<type>/<external field>`; the key is in each record. */
export function upsertMany(call: Call, type: string, field: string): SimReply {
  const object = call.org.describe(type);
  if (!object) return notFound();
  const key = call.org.catalog.field(object.name, field);
  if (!key || !(key.externalId || key.idLookup)) {
    return failure(
      'INVALID_FIELD',
      `Provided external ID field does not exist or is not accessible: ${field}`,
    );
  }
  const records = recordsOf(call);
  if (!Array.isArray(records)) return records as SimReply;
  const rows = records as readonly Sent[];
  const keyOf = (sent: Sent): string => {
    const name = Object.keys(sent).find((each) => each.toLowerCase() === key.name.toLowerCase());
    const value = name === undefined ? null : sent[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  const counts = new Map<string, number>();
  for (const sent of rows)
    counts.set(keyOf(sent).toLowerCase(), (counts.get(keyOf(sent).toLowerCase()) ?? 0) + 1);
  const options = saveOptions(call);
  return saveEach(call, rows, allOrNone(call), (sent) => {
    const value = keyOf(sent);
    if (typeOf(sent).toLowerCase() !== object.name.toLowerCase()) {
      return refusal('INVALID_TYPE', 'all records of an upsert must be of the type in the URL');
    }
    if (value !== '' && (counts.get(value.toLowerCase()) ?? 0) > 1) {
      return refusal('DUPLICATE_VALUE', `Duplicate external id specified: ${value}`, [key.name]);
    }
    const rest = Object.fromEntries(
      Object.entries(sent).filter(([name]) => name.toLowerCase() !== key.name.toLowerCase()),
    );
    return call.org.upsert(object.name, key.name, value, rest, options);
  });
}

/** `DELETE /composite/sobjects?ids=a,b&allOrNone=false` */
export function removeMany(call: Call): SimReply {
  const ids = (call.query.get('ids') ?? '').split(',').filter((id) => id !== '');
  if (ids.length > MOST_ROWS) return tooMany();
  const options = saveOptions(call);
  const isAll = call.query.get('allOrNone') === 'true';
  return saveEach(
    call,
    ids.map((id) => ({ id })),
    isAll,
    ({ id }) => {
      const type = call.org.catalog.byPrefix(String(id))?.name;
      return type === undefined
        ? refusal('MALFORMED_ID', `malformed id ${String(id)}`)
        : call.org.remove(type, String(id), options);
    },
  );
}

/** `GET /composite/sobjects/<type>?ids=&fields=` and `POST` with `{ids, fields}`: in order, null for missing ones. */
export function retrieveMany(call: Call, type: string): SimReply {
  const object = call.org.describe(type);
  if (!object) return notFound();
  const body = call.method === 'POST' ? objectBody(call) : {};
  const list = (name: string): readonly string[] =>
    Array.isArray(body[name]) ? (body[name] as readonly string[]) : (call.query.get(name) ?? '').split(',');
  const ids = list('ids');
  if (ids.length > MOST_IDS) return tooMany(MOST_IDS);
  const fields = list('fields').map((name) => ({
    name,
    field: call.org.catalog.field(object.name, name.trim()),
  }));
  const unknown = fields.find(({ field }) => field === null);
  if (unknown) {
    return failure('INVALID_FIELD', `No such column '${unknown.name}' on sobject of type ${object.name}`);
  }
  const rows = ids.map((id) => {
    const row = call.org.get(object.name, id.trim());
    if (!row || row.IsDeleted) return null;
    const shown = fields.flatMap(({ field }) =>
      field ? [[field.name, show(field, object.fields, row.values)] as const] : [],
    );
    return { attributes: attributes(call, row), ...Object.fromEntries(shown), Id: row.Id };
  });
  return ok(rows);
}

function saveEach(
  call: Call,
  records: readonly Sent[],
  isAllOrNone: boolean,
  save: (sent: Sent) => SaveResult,
): SimReply {
  return call.org.transaction((rollback) => {
    const results = records.map((sent, index): SaveResult => {
      const fault = rowFault(call, index, idOf(sent));
      return fault ? { success: false, errors: [fault] } : save(sent);
    });
    if (!isAllOrNone || results.every((result) => result.success)) return ok(results.map(collectionRow));
    rollback();
    return ok(results.map((result) => collectionRow(result.success ? ROLLED_BACK : result)));
  });
}

const ROLLED_BACK = refusal(
  'ALL_OR_NONE_OPERATION_ROLLED_BACK',
  'Record rolled back because not all records were valid and the request was using AllOrNone header',
);

const allOrNone = (call: Call): boolean => objectBody(call)['allOrNone'] === true;

/** Clients write `id` and `Id`. */
function idOf(sent: Sent): string {
  const name = Object.keys(sent).find((each) => each.toLowerCase() === 'id');
  const value = name === undefined ? null : sent[name];
  return typeof value === 'string' ? value : '';
}

function typeOf(sent: Sent): string {
  const type = (sent['attributes'] as { readonly type?: unknown } | undefined)?.type;
  return typeof type === 'string' ? type : '';
}

function recordsOf(call: Call): readonly Sent[] | SimReply {
  const { records } = objectBody(call);
  if (!Array.isArray(records) || records.length === 0) {
    return failure('INVALID_ARGUMENT', 'The request body must hold records.');
  }
  const rows = records as readonly Sent[];
  if (rows.length > MOST_ROWS) return tooMany();
  const chunks = rows.filter((row, index) => index === 0 || typeOf(row) !== typeOf(rows[index - 1] ?? {}));
  if (chunks.length > MOST_CHUNKS) {
    return failure(
      'LIMIT_EXCEEDED',
      `cannot submit more than ${MOST_CHUNKS} chunks of one type in this call`,
    );
  }
  return rows;
}

const tooMany = (most = MOST_ROWS): SimReply =>
  failure('LIMIT_EXCEEDED', `record limit reached. cannot submit more than ${most} records in this call`);
