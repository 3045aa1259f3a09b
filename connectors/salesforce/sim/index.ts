import type { SimReply, SimRequest } from '../../../src/connector/sim/server.ts';
import { timeOf } from '../../../src/connector/sim/now.ts';
import { startSimServer } from '../../../src/connector/sim/server.ts';
import type { StartSimulator } from '../../../src/connector/simulator.ts';
import { act } from './act.ts';
import { createGrants } from './auth/grants.ts';
import { handleAuth } from './auth/index.ts';
import { createJwtKey } from './auth/keys.ts';
import { CLIENT_ID, CLIENT_SECRET } from './auth/token.ts';
import { handleBulk, handleBulkControl } from './bulk/index.ts';
import { eventBus, handleCdcControl, handleCometd } from './cometd/index.ts';
import { handleControl } from './control.ts';
import { wholeFault } from './fault.ts';
import { createOrg, type OrgOptions, type SimOrg } from './org/create.ts';
import { createSessions, type Sessions } from './org/sessions.ts';
import { writesTogether } from './rest/composite.ts';
import { createCursors } from './rest/cursors.ts';
import { handleRest } from './rest/index.ts';
import { createUsage, limitInfo } from './rest/usage.ts';
import { failure } from './rest/reply.ts';
import { handleSoap } from './soap/index.ts';

/** Paths whose calls count against the daily limit. */
const COUNTED = /^\/services\/(data\/v\d|Soap\/)/i;

/** Starts a simulated Salesforce org; its own routes below `/_sim/` are listed in README.md. */
export const startSimulator: StartSimulator = async (options) => {
  const usage = createUsage(options.limits);
  const key = createJwtKey();
  const sessions = createSessions();
  const now = timeOf(options);
  let org = open(options, sessions, now);
  let cursors = createCursors();
  let grants = createGrants();
  let isRotating = false;

  async function vendor(request: SimRequest): Promise<SimReply> {
    const whole = wholeFault(request, org);
    if (whole) return whole;
    if (COUNTED.test(request.path) && !usage.take()) {
      const refused = failure('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
      return { ...refused, headers: { 'Sforce-Limit-Info': limitInfo(usage) } };
    }
    const reply =
      handleAuth(request, { org, grants, key, url: server.url, isRotating }) ??
      (await handleBulk(request, org)) ??
      handleSoap(request, org) ??
      (await handleCometd(request, org)) ??
      (await handleRest(request, { org, cursors, usage }));
    return reply ?? { status: 501, body: { gap: `no route ${request.method} ${request.path}` } };
  }

  function control(request: SimRequest): SimReply | null {
    const context = {
      org,
      usage,
      key,
      reset(next: OrgOptions): void {
        org = open(next, sessions, now);
        cursors = createCursors();
        grants = createGrants();
      },
      rotateRefreshTokens: (on: boolean): void => void (isRotating = on),
    };
    return (
      handleBulkControl(request, org) ?? handleCdcControl(request, org) ?? handleControl(request, context)
    );
  }

  const server = await startSimServer({
    port: options.port,
    latencyMs: options.latencyMs,
    now,
    jsonType: 'application/json;charset=UTF-8',
    // Polls and writes travel in the same kind of call.
    detailOf: (request) => (writesTogether(request) ? ' of writes' : ''),
    vendor,
    control,
  });
  return {
    url: server.url,
    environment: {
      SALESFORCE_LOGIN_URL: server.url,
      SALESFORCE_CLIENT_ID: CLIENT_ID,
      SALESFORCE_CLIENT_SECRET: CLIENT_SECRET,
      SALESFORCE_STREAM: 'on',
    },
    act: (random) => act(org, random),
    close: () => server.close(),
  };
};

/** A new org whose change events are kept from the first one on. */
function open(options: OrgOptions, sessions: Sessions, now: () => number): SimOrg {
  const org = createOrg(options, sessions, now);
  eventBus(org);
  return org;
}
