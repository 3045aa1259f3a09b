import type { SimReply, SimRequest } from '../../../../src/connector/sim/server.ts';
import type { ObjectType } from '../state/object-types.ts';
import { tableOf, type Portal } from '../state/portal.ts';
import type { Row, Source } from '../state/row.ts';
import type { Table } from '../state/table.ts';
import { Gap, notFound, Refusal } from '../refusal.ts';

/** One authorised call on its way through a handler. */
export interface Call {
  readonly portal: Portal;
  readonly request: SimRequest;
  /** The `:name` parts of the route's pattern. */
  readonly params: Readonly<Record<string, string>>;
  readonly source: Source;
}

export interface Route {
  readonly method: string;
  /** Below the API's own prefix, without versions: `objects/:type/:id`. */
  readonly pattern: string;
  readonly handle: (call: Call) => SimReply;
}

/** The object type a path names; `param` is the part of the pattern that holds it. */
export function typeOf(call: Call, param = 'type'): ObjectType {
  const name = call.params[param] ?? '';
  const type = call.portal.types.find(name);
  if (type === 'unsimulated') throw new Gap(`no objects of type ${name}`);
  if (type === null) throw new Refusal(400, `Unable to infer object type from: ${name}`);
  return type;
}

export const tableFor = (call: Call): Table => tableOf(call.portal, typeOf(call));

/** A live record by the id in the path, which may have been merged away, or by `idProperty`. */
export function rowByPath(call: Call, table: Table, archived = false): Row {
  const id = call.params.id ?? '';
  const idProperty = call.request.query.get('idProperty') ?? 'hs_object_id';
  if (idProperty !== 'hs_object_id') {
    requireUnique(table, idProperty);
    const holder = table.holder(idProperty, id);
    if (holder === undefined) throw notFound();
    return holder;
  }
  if (!/^-?\d+$/.test(id)) throw noSuchId('Object not found.  objectId are usually numeric.', id);
  if (Number(id) <= 0) throw noSuchId('Object not found. objectId is usually positive.', id);
  const row = table.find(id, { merged: true });
  if (row === undefined || (row.archivedAt !== null) !== archived) throw notFound();
  return row;
}

export function requireUnique(table: Table, idProperty: string): void {
  if (table.isUnique(idProperty)) return;
  const message = `${idProperty} is not a unique property of ${table.type.singular}.`;
  throw new Refusal(400, message, { category: 'VALIDATION_ERROR', context: { idProperty: [idProperty] } });
}

const noSuchId = (message: string, id: string): Refusal =>
  new Refusal(404, message, { context: { id: [id] }, category: 'OBJECT_NOT_FOUND' });

/** A query parameter that may be repeated or hold a comma list. */
export const listParam = (call: Call, name: string): readonly string[] =>
  call.request.query
    .getAll(name)
    .flatMap((value) => value.split(','))
    .filter((value) => value !== '');

export const flag = (call: Call, name: string): boolean => call.request.query.get(name) === 'true';

export const ok = (body: unknown): SimReply => ({ status: 200, body });
export const created = (body: unknown): SimReply => ({ status: 201, body });
export const noContent: SimReply = { status: 204 };
