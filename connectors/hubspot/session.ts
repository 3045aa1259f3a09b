import type { CallOptions, ConnectorContext } from '../../src/connector/contract.ts';
import type { ObjectSchema } from '../../src/domain/schema.ts';
import { describeCampaigns } from './campaigns/describe.ts';
import { CAMPAIGNS } from './campaigns/properties.ts';
import type { Api } from './client.ts';
import { describe, type Described } from './describe.ts';
import type { Pipelines } from './pipelines.ts';
import { createSeen, type Seen } from './seen.ts';

/** What the parts of a connection share. */
export interface Session {
  readonly api: Api;
  readonly context: ConnectorContext;
  readonly seen: Seen;
  /** The schema values are decoded with, at most ten minutes old. */
  schema(object: string, options: CallOptions): Promise<ObjectSchema>;
  /** Reads the schema anew. */
  refreshSchema(object: string, options: CallOptions): Promise<ObjectSchema>;
  /** What the schema's options of pipelines and stages came from. */
  pipelines(object: string, options: CallOptions): Promise<Pipelines>;
  /** The account's, by its IANA name. */
  timeZone(options: CallOptions): Promise<string>;
}

/** A property's type cannot change in HubSpot; only new properties are missed for this long. */
const SCHEMA_LIFETIME_MS = 600_000;

export function createSession(api: Api, context: ConnectorContext, timeZone: Session['timeZone']): Session {
  const known = new Map<string, { readonly at: number; readonly described: Promise<Described> }>();
  const now = (): number => context.clock.now().getTime();

  function refresh(object: string, options: CallOptions): Promise<Described> {
    const described = object === CAMPAIGNS ? describeCampaigns(api, options) : describe(api, object, options);
    const entry = { at: now(), described };
    known.set(object, entry);
    // A failed look must not be remembered. Whoever waits for it still sees the failure.
    described.catch(() => {
      if (known.get(object) === entry) known.delete(object);
    });
    return described;
  }

  function current(object: string, options: CallOptions): Promise<Described> {
    const entry = known.get(object);
    const fresh = entry !== undefined && now() - entry.at < SCHEMA_LIFETIME_MS;
    return fresh ? entry.described : refresh(object, options);
  }

  return {
    api,
    context,
    seen: createSeen(),
    timeZone,
    refreshSchema: async (object, options) => (await refresh(object, options)).schema,
    schema: async (object, options) => (await current(object, options)).schema,
    pipelines: async (object, options) => (await current(object, options)).pipelines,
  };
}
