import type { CallOptions, ConnectorContext } from '../../src/connector/contract.ts';
import type { ObjectSchema } from '../../src/domain/schema.ts';
import { describeCampaigns } from './campaigns/describe.ts';
import { CAMPAIGNS } from './campaigns/properties.ts';
import type { Api } from './client.ts';
import { describe } from './describe.ts';
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
}

/** A property's type cannot change in HubSpot; only new properties are missed for this long. */
const SCHEMA_LIFETIME_MS = 600_000;

export function createSession(api: Api, context: ConnectorContext): Session {
  const known = new Map<string, { readonly at: number; readonly schema: Promise<ObjectSchema> }>();
  const now = (): number => context.clock.now().getTime();

  function refreshSchema(object: string, options: CallOptions): Promise<ObjectSchema> {
    const schema = object === CAMPAIGNS ? describeCampaigns(api, options) : describe(api, object, options);
    const entry = { at: now(), schema };
    known.set(object, entry);
    // A failed look must not be remembered. Whoever waits for it still sees the failure.
    schema.catch(() => {
      if (known.get(object) === entry) known.delete(object);
    });
    return schema;
  }

  return {
    api,
    context,
    seen: createSeen(),
    refreshSchema,
    schema(object, options) {
      const entry = known.get(object);
      const fresh = entry !== undefined && now() - entry.at < SCHEMA_LIFETIME_MS;
      return fresh ? entry.schema : refreshSchema(object, options);
    },
  };
}
