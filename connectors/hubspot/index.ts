import type { Connection, ConnectorContext, ConnectorDefinition } from '../../src/connector/contract.ts';
import { FailureError } from '../../src/domain/failure.ts';
import type { CallLane } from '../../src/domain/lane.ts';
import { identify, owners, type Identified } from './account.ts';
import { writeApart, type Apart } from './apart.ts';
import { createCampaigns } from './campaigns/index.ts';
import { CAMPAIGNS } from './campaigns/properties.ts';
import { changes } from './changes.ts';
import { BATCH_SIZE } from './chunks.ts';
import { createApi } from './client.ts';
import { erase } from './erase.ts';
import { find } from './find.ts';
import { lastChanges } from './last-changes.ts';
import metadata from './metadata.json' with { type: 'json' };
import { authorizeUrl, createTokenSource, exchangeCode } from './oauth.ts';
import { EXTERNAL_KEY, SELDOM, SYSTEM } from './objects.ts';
import { pageOf } from './page-of.ts';
import { createPairs } from './pairs.ts';
import { look } from './read.ts';
import { receive } from './receive.ts';
import { scan } from './scan.ts';
import { createSession } from './session.ts';
import { readSettings, SETTINGS } from './settings.ts';
import { setup } from './setup.ts';
import { createTouchpoints, TOUCHPOINT_SOURCES } from './touchpoints/index.ts';
import { createTransport } from './transport.ts';
import { API_HOST } from './versions.ts';
import { write } from './write.ts';

export const connector: ConnectorDefinition = {
  name: SYSTEM,
  title: metadata.title,
  capabilities: {
    readable: true,
    writable: true,
    webhooks: true,
    stream: false,
    externalKeyField: EXTERNAL_KEY,
    ownFields: { prefix: 'leadloop_', suffix: '', key: EXTERNAL_KEY },
    ownIds: false,
    erasable: true,
    writes: { perCall: BATCH_SIZE, bulk: null },
    touchpoints: TOUCHPOINT_SOURCES,
    seldom: { [CAMPAIGNS]: 60_000, ...SELDOM },
    // https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines; smaller editions allow 100 calls,
    // which the governor learns from the answers' headers.
    buckets: [
      { name: 'call', capacity: 190, perMs: 10_000 },
      { name: 'search', capacity: 5, perMs: 1_000 },
    ],
  },
  settings: SETTINGS,
  open,
  browserSignIn: {
    app: 'HUBSPOT_CLIENT_ID',
    authorizeUrl: ({ settings, redirectUri, state }) =>
      authorizeUrl(readSettings(settings), redirectUri, state),
    async exchange({ settings: given, redirectUri }, code, { tokens, clock }) {
      const settings = readSettings(given);
      const transport = createTransport(settings.baseUrl);
      await exchangeCode({ settings, tokens, clock, transport }, code, redirectUri);
    },
  },
};

async function open(context: ConnectorContext): Promise<Connection> {
  const settings = readSettings(context.settings);
  const transport = createTransport(settings.baseUrl);
  const { tokens, clock, log } = context;
  const api = createApi(context, createTokenSource({ settings, tokens, clock, transport }), transport);
  let known: Identified | null = null;
  const identified = async (lane: CallLane): Promise<Identified> => (known ??= await identify(api, { lane }));
  const session = createSession(
    api,
    context,
    async ({ lane }) => (await identified(lane)).account.timeZone ?? 'UTC',
  );
  const apart: Apart = new Map([[CAMPAIGNS, createCampaigns(session)], ...createPairs(session)]);

  await identified('live').catch((error: unknown) => {
    // A vendor that is down right now is no reason not to start: its calls are tried again one by one.
    const passing = error instanceof FailureError && !['auth', 'config', 'bug'].includes(error.failure.kind);
    if (!passing) throw error;
    log.warn('hubspot: not reachable at start', { code: error.failure.code });
  });

  return {
    async identify(options) {
      known = await identify(api, options);
      return known.account;
    },
    describe: (object, options) =>
      apart.get(object)?.describe(options) ?? session.refreshSchema(object, options),
    owners: (options) => owners(api, options),
    setup: (objects, options) => setup(session, settings, objects, apart, options),
    read: async (request, options) =>
      apart.get(request.object)?.read(request, options) ?? (await look(session, request, options)).asked,
    // A simulator has no pages.
    pageOf: (ref) => Promise.resolve(settings.baseUrl === API_HOST ? pageOf(known, ref) : null),
    find: (request, options) =>
      apart.get(request.object)?.find(request, options) ?? find(session, request, options),
    changes: (request, options) =>
      apart.get(request.object)?.changes(request, options) ?? changes(session, request, options),
    scan: (request, options) =>
      apart.get(request.object)?.scan(request, options) ?? scan(session, request, options),
    touchpoints: createTouchpoints(session),
    write: (writes, options) =>
      writeApart(writes, apart, options, (others) => write(session, others, options)),
    erase: (refs, options) => erase(api, refs, options),
    lastChanges: (request, options) =>
      apart.get(request.object)?.lastChanges(request, options) ?? lastChanges(session, request, options),
    receive: (request) =>
      receive({ settings, clock, log, accountId: async () => (await identified('hot')).account.id }, request),
    close: () => Promise.resolve(),
  };
}
