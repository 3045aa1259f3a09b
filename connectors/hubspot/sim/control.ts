import { z } from 'zod';
import type { SimReply, SimRequest } from '../../../src/connector/sim/server.ts';
import { ACCOUNT } from './account.ts';
import { asList, asObject, asProperties, parseBody } from './api/body.ts';
import { define } from './api/schemas.ts';
import { readLinks } from './api/links.ts';
import { letDo } from './doings-control.ts';
import { Gap, Refusal } from './refusal.ts';
import type { ObjectType } from './state/object-types.ts';
import { planCreate } from './state/plan.ts';
import { tableOf, type Portal } from './state/portal.ts';
import { iso, type Row, type Source } from './state/row.ts';
import { carryOut } from './state/write.ts';
import type { Sender } from './webhooks/sender.ts';

const PERSON: Source = { changeSource: 'CRM_UI', sourceId: `userId:${ACCOUNT.userId}` };

export interface ControlParts {
  readonly portal: Portal;
  readonly sender: Sender;
  readonly reset: (seed: number, population: number, keepsSchema: boolean) => void;
}

const chance = z.number().min(0).max(1).optional();
const webhookSettings = z.strictObject({
  url: z.string().nullable().optional(),
  style: z.enum(['classic', 'object']).optional(),
  duplicate: chance,
  shuffle: chance,
  lose: chance,
  delayMs: z.number().min(0).optional(),
});
const resetSettings = z.strictObject({
  seed: z.number().int(),
  population: z.number().int().min(0),
  schema: z.enum(['new', 'kept']).default('new'),
});
const lagSettings = z.strictObject({ ms: z.number().min(0) });

/** The routes below `/_sim/` that only this simulator has; null for any other. See README.md. */
export function control(parts: ControlParts, request: SimRequest): SimReply | null {
  try {
    return route(parts, request);
  } catch (error) {
    if (error instanceof Refusal) return { status: error.status, body: error.body('') };
    if (error instanceof Gap) return { status: 501, body: { gap: error.message } };
    if (error instanceof z.ZodError) return { status: 400, body: { message: z.prettifyError(error) } };
    throw error;
  }
}

function route({ portal, sender, reset }: ControlParts, request: SimRequest): SimReply | null {
  const records = /^\/_sim\/records\/([\w-]+)$/.exec(request.path)?.[1];
  if (records !== undefined) {
    const type = portal.types.find(records);
    if (type === null || type === 'unsimulated') return null;
    if (request.method === 'GET') return { status: 200, body: listRecords(portal, type, request) };
    if (request.method === 'POST') return { status: 201, body: seed(portal, type, request) };
    return null;
  }
  switch (`${request.method} ${request.path}`) {
    case 'POST /_sim/reset': {
      const { seed, population, schema } = resetSettings.parse(request.json());
      reset(seed, population, schema === 'kept');
      return { status: 204 };
    }
    case 'POST /_sim/objects':
      return { status: 201, body: define(portal, asObject(parseBody(request))) };
    case 'GET /_sim/people':
      return { status: 200, body: portal.doings };
    case 'POST /_sim/people':
      letDo(portal, request.json());
      return { status: 204 };
    case 'POST /_sim/search-lag':
      portal.searchLagMs = lagSettings.parse(request.json()).ms;
      return { status: 204 };
    case 'GET /_sim/webhooks':
      return { status: 200, body: { ...sender.counts(), settings: sender.settings() } };
    case 'POST /_sim/webhooks': {
      const given = Object.entries(webhookSettings.parse(request.json())).filter(
        ([, value]) => value !== undefined,
      );
      sender.change(Object.fromEntries(given));
      return { status: 204 };
    }
    default:
      return null;
  }
}

function listRecords(portal: Portal, type: ObjectType, request: SimRequest): readonly unknown[] {
  const table = tableOf(portal, type);
  const fields = request.query.get('fields')?.split(',');
  return [...table.live, ...table.archived].map((row) => ({
    id: row.id,
    properties: fields === undefined ? row.props : chosen(row, fields),
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
    archived: row.archivedAt !== null,
    associations: portal.graph
      .all(row)
      .map(({ to, typeIds }) => ({ type: to.type.name, id: to.id, typeIds: [...typeIds] })),
  }));
}

const chosen = (row: Row, fields: readonly string[]): Record<string, string | null> =>
  Object.fromEntries(fields.map((field) => [field, row.props[field] ?? null]));

/** Puts many records in at once: read-only properties too, searchable at once, and without events unless asked for. */
function seed(portal: Portal, type: ObjectType, request: SimRequest): { readonly ids: readonly string[] } {
  const { emit, searchLagMs } = portal;
  if (request.query.get('events') !== 'true') portal.emit = () => undefined;
  portal.searchLagMs = 0;
  try {
    const ids = asList(parseBody(request), 'records').map((item) => {
      const { properties, associations } = asObject(item);
      const options = { claims: new Set<string>(), readOnlyToo: true };
      const plan = planCreate(portal, type, asProperties(properties), readLinks(associations), options);
      return carryOut(portal, plan, PERSON).row.id;
    });
    return { ids };
  } finally {
    Object.assign(portal, { emit, searchLagMs });
  }
}
