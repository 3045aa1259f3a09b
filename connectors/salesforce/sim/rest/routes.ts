import type { SimReply } from '../../../../src/connector/sim/server.ts';
import type { Row } from '../org.ts';
import type { Call, Handler } from './call.ts';
import { removeMany, retrieveMany, saveMany, upsertMany } from './collections.ts';
import { batch, composite, graph } from './composite.ts';
import { basics, describe, describeGlobal } from './describe.ts';
import { limits, recordCount } from './limits.ts';
import { picklistValues } from './picklist.ts';
import { query, queryMore } from './query.ts';
import { methodNotAllowed, ok } from './reply.ts';
import { replication } from './replication.ts';
import { parameterizedSearch, search } from './search.ts';
import { byExternalId, byId, create, isRow, read, remove, update, upsert } from './sobject.ts';
import { changeCustomField, createCustomField, findCustomField } from './tooling.ts';
import { tree } from './tree.ts';
import { resources } from './versions.ts';

type Route = readonly [method: string, pattern: string, handler: Handler];

/** `:` stands for one segment, handed to the handler. The first pattern that fits wins. */
const ROUTES: readonly Route[] = [
  ['GET', '', (call) => ok(resources(call))],
  ['GET', 'sobjects', describeGlobal],
  ['GET', 'sobjects/:', (call, [type = '']) => basics(call, type)],
  ['POST', 'sobjects/:', (call, [type = '']) => create(call, type)],
  ['GET', 'sobjects/:/describe', (call, [type = '']) => describe(call, type)],
  ['GET', 'sobjects/:/updated', (call, [type = '']) => replication(call, type, 'updated')],
  ['GET', 'sobjects/:/deleted', (call, [type = '']) => replication(call, type, 'deleted')],
  ['POST', 'sobjects/:/Id', (call, [type = '']) => create(call, type)],
  ['GET', 'sobjects/:/:', withRow(byIdOf, read)],
  ['PATCH', 'sobjects/:/:', withRow(byIdOf, update)],
  ['DELETE', 'sobjects/:/:', withRow(byIdOf, remove)],
  ['GET', 'sobjects/:/:/:', withRow(byKeyOf, read)],
  [
    'PATCH',
    'sobjects/:/:/:',
    (call, [type = '', field = '', value = '']) => upsert(call, type, field, value),
  ],
  ['DELETE', 'sobjects/:/:/:', withRow(byKeyOf, remove)],
  ['GET', 'query', (call) => query(call, false)],
  ['GET', 'queryAll', (call) => query(call, true)],
  ['GET', 'query/:', (call, [locator = '']) => queryMore(call, locator)],
  ['GET', 'queryAll/:', (call, [locator = '']) => queryMore(call, locator)],
  ['POST', 'composite/sobjects', (call) => saveMany(call, 'create')],
  ['PATCH', 'composite/sobjects', (call) => saveMany(call, 'update')],
  ['DELETE', 'composite/sobjects', removeMany],
  ['GET', 'composite/sobjects/:', (call, [type = '']) => retrieveMany(call, type)],
  ['POST', 'composite/sobjects/:', (call, [type = '']) => retrieveMany(call, type)],
  ['PATCH', 'composite/sobjects/:/:', (call, [type = '', field = '']) => upsertMany(call, type, field)],
  ['POST', 'composite', (call) => composite(call, dispatch)],
  ['POST', 'composite/batch', (call) => batch(call, dispatch)],
  ['POST', 'composite/graph', (call) => graph(call, dispatch)],
  ['POST', 'composite/tree/:', (call, [type = '']) => tree(call, type)],
  ['GET', 'limits', limits],
  ['GET', 'limits/recordCount', recordCount],
  ['GET', 'search', search],
  ['GET', 'parameterizedSearch', parameterizedSearch],
  ['POST', 'parameterizedSearch', parameterizedSearch],
  [
    'GET',
    'ui-api/object-info/:/picklist-values/:',
    (call, [type = '', recordType = '']) => picklistValues(call, type, recordType),
  ],
  [
    'GET',
    'ui-api/object-info/:/picklist-values/:/:',
    (call, [type = '', recordType = '', field = '']) => picklistValues(call, type, recordType, field),
  ],
  ['POST', 'tooling/sobjects/CustomField', createCustomField],
  ['PATCH', 'tooling/sobjects/CustomField/:', (call, [id = '']) => changeCustomField(call, id)],
  ['GET', 'tooling/query', findCustomField],
];

const PATTERNS = ROUTES.map(([method, pattern, handler]) => ({
  method,
  segments: pattern === '' ? [] : pattern.split('/'),
  handler,
}));

/** Runs a call; what no route knows is a gap of the simulator and said so. */
export function dispatch(call: Call): SimReply {
  let isKnownPath = false;
  for (const { method, segments, handler } of PATTERNS) {
    if (segments.length !== call.path.length) continue;
    const parameters: string[] = [];
    const fits = segments.every((segment, index) => {
      const given = call.path[index] ?? '';
      if (segment === ':') parameters.push(given);
      return segment === ':' || segment.toLowerCase() === given.toLowerCase();
    });
    if (!fits) continue;
    isKnownPath = true;
    if (method === call.method) return handler(call, parameters);
  }
  if (isKnownPath) return methodNotAllowed(call.method);
  return { status: 501, body: { gap: `no route ${call.method} ${call.path.join('/')}` } };
}

function withRow(
  find: (call: Call, parameters: readonly string[]) => Row | SimReply,
  handle: (call: Call, row: Row) => SimReply,
): Handler {
  return (call, parameters) => {
    const found = find(call, parameters);
    return isRow(found) ? handle(call, found) : found;
  };
}

function byIdOf(call: Call, [type = '', id = '']: readonly string[]): Row | SimReply {
  return byId(call, type, id);
}

function byKeyOf(call: Call, [type = '', field = '', value = '']: readonly string[]): Row | SimReply {
  return byExternalId(call, type, field, value);
}
