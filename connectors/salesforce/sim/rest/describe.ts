import type { SimReply } from '../../../../src/connector/sim/server.ts';
import type { ObjectDescribe } from '../org.ts';
import type { Call } from './call.ts';
import { notFound, ok } from './reply.ts';

/** What a describe has beyond its short form in describeGlobal. */
const DETAIL = new Set([
  'fields',
  'childRelationships',
  'recordTypeInfos',
  'supportedScopes',
  'actionOverrides',
  'namedLayoutInfos',
  'compactLayoutable',
  'defaultImplementation',
  'extendedBy',
  'extendsInterfaces',
  'implementedBy',
  'implementsInterfaces',
  'listviewable',
  'lookupLayoutable',
  'networkScopeFieldName',
  'searchLayoutable',
  'sobjectDescribeOption',
]);

/** `GET /sobjects` */
export function describeGlobal(call: Call): SimReply {
  const sobjects = call.org.types().flatMap((type) => {
    const object = call.org.describe(type);
    return object ? [short(call, object)] : [];
  });
  return ok({ encoding: 'UTF-8', maxBatchSize: 200, sobjects });
}

/** `GET /sobjects/<type>` */
export function basics(call: Call, type: string): SimReply {
  const object = call.org.describe(type);
  return object ? ok({ objectDescribe: short(call, object), recentItems: [] }) : notFound();
}

/** `GET /sobjects/<type>/describe` */
export function describe(call: Call, type: string): SimReply {
  const object = call.org.describe(type);
  if (!object) return notFound();
  return ok({ ...object, urls: urls(call, object.name) });
}

function short(call: Call, object: ObjectDescribe): unknown {
  const kept = Object.entries(object).filter(([name]) => !DETAIL.has(name));
  return { ...Object.fromEntries(kept), urls: urls(call, object.name) };
}

function urls(call: Call, type: string): Readonly<Record<string, string>> {
  const base = `/services/data/v${call.version}/sobjects/${type}`;
  return {
    compactLayouts: `${base}/describe/compactLayouts`,
    rowTemplate: `${base}/{ID}`,
    approvalLayouts: `${base}/describe/approvalLayouts`,
    describe: `${base}/describe`,
    layouts: `${base}/describe/layouts`,
    sobject: base,
  };
}
