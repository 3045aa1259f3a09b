import type { SimReply, SimRequest } from '../../../src/connector/sim/server.ts';
import { assertNever } from '../../../src/domain/assert-never.ts';
import type { JwtKey } from './auth/keys.ts';
import type { FieldValue, Mergeable, SaveResult } from './org.ts';
import { defineObject } from './org/define-object.ts';
import type { OrgOptions, SimOrg } from './org/create.ts';
import { externalKey } from './org/external-key.ts';
import type { Rules } from './org/kernel.ts';
import { loadRow } from './org/load.ts';
import { coerce } from './org/value.ts';
import type { Usage } from './rest/usage.ts';

export interface ControlContext {
  readonly org: SimOrg;
  readonly usage: Usage;
  readonly key: JwtKey;
  reset(options: OrgOptions): void;
  rotateRefreshTokens(on: boolean): void;
}

type Body = Readonly<Record<string, unknown>>;

/** The simulator's own routes, see README.md; null for paths it does not know. */
export function handleControl(request: SimRequest, context: ControlContext): SimReply | null {
  const { org } = context;
  const records = /^\/_sim\/records\/(\w+)$/.exec(request.path)?.[1];
  if (records !== undefined) return handleRecords(request, org, records);
  const body = (): Body => (request.body.length === 0 ? {} : (request.json() as Body));
  switch (`${request.method} ${request.path}`) {
    case 'POST /_sim/reset': {
      const { seed, population, schema } = body();
      const { catalog } = org;
      if (schema === 'kept') catalog.hide({});
      context.reset({
        seed: Number(seed ?? 1),
        population: Number(population ?? 0),
        ...(schema === 'kept' ? { catalog } : {}),
      });
      context.usage.reset();
      return { status: 204 };
    }
    case 'POST /_sim/setup':
      for (const type of ['Lead', 'Contact', 'Account']) {
        if (!org.catalog.field(type, externalKey.name)) org.addField(type, externalKey);
      }
      return { status: 204 };
    case 'POST /_sim/objects':
      return define(org, body());
    case 'POST /_sim/expire-sessions':
      org.expireSessions();
      return { status: 204 };
    case 'POST /_sim/rules': {
      const { rotateRefreshTokens, ...rules } = body();
      if (typeof rotateRefreshTokens === 'boolean') context.rotateRefreshTokens(rotateRefreshTokens);
      Object.assign(org.rules, rules as Partial<Rules>);
      return { status: 204 };
    }
    case 'POST /_sim/fls': {
      const { hidden = {}, notCreateable } = body() as {
        readonly hidden?: Readonly<Record<string, readonly string[]>>;
        readonly notCreateable?: readonly string[];
      };
      org.catalog.hide(hidden, notCreateable);
      return { status: 204 };
    }
    case 'POST /_sim/usage':
      context.usage.set(Number(body()['used'] ?? 0));
      return { status: 204 };
    case 'POST /_sim/convert':
      return convert(org, body());
    case 'POST /_sim/merge': {
      const { type, masterId, loserIds } = body() as {
        readonly type: Mergeable;
        readonly masterId: string;
        readonly loserIds: readonly string[];
      };
      return told(org.merge(type, masterId, loserIds, byRep(org)));
    }
    case 'POST /_sim/undelete': {
      const { type, id } = body() as { readonly type: string; readonly id: string };
      return told(org.undelete(type, id, byRep(org)));
    }
    case 'GET /_sim/jwt-key':
      return {
        status: 200,
        headers: { 'content-type': 'application/x-pem-file' },
        body: context.key.privateKey(),
      };
    default:
      return null;
  }
}

function define(org: SimOrg, body: Body): SimReply {
  const defined = defineObject(org, body);
  switch (defined.kind) {
    case 'made':
      return { status: 201, body: org.describe(defined.name) };
    case 'refused':
      return { status: 400, body: { error: defined.reason } };
    case 'gap':
      return { status: 501, body: { gap: defined.gap } };
    default:
      return assertNever(defined);
  }
}

/** In the app, not over an API. */
const byRep = (org: SimOrg): { readonly userId: string } => ({ userId: org.repIds[0] ?? org.userId });

const told = (result: SaveResult): SimReply => ({ status: result.success ? 200 : 400, body: result });

function convert(org: SimOrg, { leadId, ...rest }: Body): SimReply {
  const result = org.convertLead(
    {
      convertedStatus: 'Closed - Converted',
      doNotCreateOpportunity: false,
      overwriteLeadSource: false,
      ...rest,
      leadId: leadId as string,
    },
    byRep(org),
  );
  return { status: result.success ? 200 : 400, body: result };
}

function handleRecords(request: SimRequest, org: SimOrg, typeName: string): SimReply | null {
  const object = org.catalog.full(typeName);
  if (!object) return { status: 404, body: { error: `no object type ${typeName}` } };
  if (request.method === 'GET') {
    const fields = request.query.get('fields')?.split(',') ?? object.fields.map((field) => field.name);
    const rows = [...org.rows(object.name)].map((row) => ({
      ...Object.fromEntries(fields.map((name) => [name, row.values[name] ?? null])),
      Id: row.Id,
      IsDeleted: row.IsDeleted,
      MasterRecordId: row.MasterRecordId,
    }));
    return { status: 200, body: rows };
  }
  if (request.method !== 'POST') return null;
  const sent = request.json() as readonly Body[];
  if (request.query.get('events') === 'true') {
    return {
      status: 200,
      body: org.transaction(() => sent.map((each) => org.insert(object.name, each, byRep(org)))),
    };
  }
  const ids: string[] = [];
  for (const each of sent) {
    const values: Record<string, FieldValue> = {};
    for (const [name, value] of Object.entries(each)) {
      const field = object.fields.find((candidate) => candidate.name === name);
      if (!field) return { status: 400, body: { error: `no field ${name} on ${object.name}` } };
      const coerced = coerce(field, value);
      if ('error' in coerced) return { status: 400, body: coerced.error };
      values[name] = coerced.value;
    }
    ids.push(loadRow(org.kernel, object.name, values));
  }
  return { status: 200, body: { ids } };
}
