import type { Connection, ConnectorContext, ConnectorDefinition } from '../../src/connector/contract.ts';
import { FailureError } from '../../src/domain/failure.ts';
import { authorizeUrl, exchangeCode } from './auth/web-flow.ts';
import { createChanges } from './changes.ts';
import { createClient } from './client.ts';
import { createSchemas } from './describe.ts';
import { erase } from './erase.ts';
import { find } from './find.ts';
import { createGathering } from './gather.ts';
import { identify } from './identify.ts';
import { lastChanges } from './last-changes.ts';
import { owners } from './owners.ts';
import { read } from './read.ts';
import { scan } from './scan.ts';
import { readSettings, readWebSettings, SETTINGS } from './settings.ts';
import { setup } from './setup.ts';
import { stream } from './stream.ts';
import { createTouchpoints, TOUCHPOINT_SOURCES } from './touchpoints/index.ts';
import {
  BULK_ABOVE,
  BULK_CALLS,
  CALL_BUCKET,
  COLLECTION_ROWS,
  COMPOSITE_COLLECTIONS,
  EXTERNAL_KEY,
  SYSTEM,
} from './versions.ts';
import { write } from './write.ts';

/** Salesforce: any object by its API name; tried with Lead, Contact and Account. See BEHAVIOR.md for its surprises. */
export const connector: ConnectorDefinition = {
  name: SYSTEM,
  title: 'Salesforce',
  capabilities: {
    readable: true,
    writable: true,
    webhooks: false,
    stream: true,
    externalKeyField: EXTERNAL_KEY,
    ownFields: { prefix: 'Leadloop_', suffix: '__c', key: EXTERNAL_KEY },
    ownIds: false,
    erasable: true,
    writes: {
      perCall: COLLECTION_ROWS * COMPOSITE_COLLECTIONS,
      bulk: { above: BULK_ABOVE, calls: BULK_CALLS },
    },
    touchpoints: TOUCHPOINT_SOURCES,
    seldom: { Campaign: 60_000, CampaignMember: 60_000 },
    buckets: [CALL_BUCKET],
  },
  settings: SETTINGS,
  open,
  browserSignIn: {
    app: 'SALESFORCE_CLIENT_ID',
    authorizeUrl: (request) => authorizeUrl({ ...request, ...readWebSettings(request.settings) }),
    async exchange(request, code, { tokens }) {
      await tokens.save(await exchangeCode({ ...request, ...readWebSettings(request.settings) }, code));
    },
  },
};

async function open(context: ConnectorContext): Promise<Connection> {
  const stored = await context.tokens.load();
  const settings = readSettings(context.settings, Boolean(stored?.refreshToken));
  const client = createClient(settings, context);
  await client.session.current();
  const schemas = createSchemas(client, context.clock);
  const gather = createGathering(client);
  const changes = createChanges(client, schemas, gather);
  /** What we remember of an object is doubtful once the org refuses a field of it: the next call looks again. */
  const doubting = async <Result>(object: string, result: Promise<Result>): Promise<Result> => {
    try {
      return await result;
    } catch (error) {
      if (error instanceof FailureError && error.failure.kind === 'config') schemas.forget(object);
      throw error;
    }
  };
  return {
    identify: (options) => identify(client, options),
    describe: (object, options) => schemas.fresh(object, options),
    owners: (options) => owners(client, options),
    setup: (objects, options) => setup(client, schemas, objects, options),
    read: (request, options) => doubting(request.object, read(client, schemas, request, options)),
    pageOf: async ({ id }) => {
      const { instanceUrl } = await client.session.current();
      // A simulator has no pages; an org is never reached without TLS.
      return instanceUrl.startsWith('https:') ? `${instanceUrl}/${encodeURIComponent(id)}` : null;
    },
    find: (request, options) => doubting(request.object, find(client, schemas, request, options)),
    changes: (request, options) => doubting(request.object, changes(request, options)),
    scan: (request, options) => doubting(request.object, scan(client, schemas, request, options)),
    touchpoints: createTouchpoints(client, schemas, gather, context.clock),
    write: (writes, options) => write(client, schemas, writes, options),
    erase: (refs, options) => erase(client, refs, options),
    lastChanges: (request, options) => lastChanges(client, request, options),
    ...(settings.stream ? { stream: (request) => stream(client, context, request) } : {}),
    close: () => Promise.resolve(),
  };
}
