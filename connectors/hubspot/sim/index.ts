import { timeOf } from '../../../src/connector/sim/now.ts';
import { seededRandom } from '../../../src/connector/sim/random.ts';
import { startSimServer } from '../../../src/connector/sim/server.ts';
import type { StartSimulator } from '../../../src/connector/simulator.ts';
import { ACCOUNT } from './account.ts';
import { act } from './act.ts';
import { answerVendor } from './api/vendor.ts';
import { control } from './control.ts';
import { newLimits } from './limits.ts';
import { populate } from './population.ts';
import { newPortal, newSchema, type Portal, type Schema } from './state/portal.ts';
import { Tokens } from './tokens.ts';
import { DEFAULT_SETTINGS, newSender, type Sender } from './webhooks/sender.ts';

/** How long search takes to show a change, until `POST /_sim/search-lag` says otherwise. */
const SEARCH_LAG_MS = 2_000;

/** A HubSpot account on this machine. What it knows and how to steer it: README.md. */
export const startSimulator: StartSimulator = async (options) => {
  const tokens = new Tokens();
  const limits = newLimits(options.limits);
  const now = timeOf(options);
  let account = open(options.seed, options.population, SEARCH_LAG_MS, options.webhookUrl, newSchema(), now);
  const reset = (seed: number, population: number, keepsSchema: boolean): void => {
    account.sender.close();
    const schema = keepsSchema ? account.portal : newSchema();
    account = open(seed, population, account.portal.searchLagMs, account.sender.settings().url, schema, now);
  };
  const server = await startSimServer({
    port: options.port,
    latencyMs: options.latencyMs,
    now,
    jsonType: 'application/json;charset=utf-8',
    vendor: (request) => answerVendor({ portal: account.portal, tokens, limits }, request),
    control: (request) => control({ ...account, reset }, request),
  });
  return {
    url: server.url,
    environment: {
      HUBSPOT_BASE_URL: server.url,
      HUBSPOT_ACCESS_TOKEN: ACCOUNT.accessToken,
      HUBSPOT_CLIENT_ID: ACCOUNT.clientId,
      HUBSPOT_CLIENT_SECRET: ACCOUNT.clientSecret,
    },
    act: (random) => act(account.portal, random),
    close: async () => {
      account.sender.close();
      await server.close();
    },
  };
};

/** A new account with its people; only what happens afterwards is told to the webhook. */
function open(
  seed: number,
  population: number,
  searchLagMs: number,
  url: string | null,
  schema: Schema,
  now: () => number,
): { readonly portal: Portal; readonly sender: Sender } {
  const portal = newPortal(seededRandom(seed), searchLagMs, schema, now);
  const sender = newSender({ ...DEFAULT_SETTINGS, url }, seededRandom(seed + 1), now);
  populate(portal, population);
  portal.emit = (event) => sender.send(event);
  return { portal, sender };
}
