import type { SimReply, SimRequest } from '../../../../src/connector/sim/server.ts';
import { ACCOUNT } from '../account.ts';
import type { Limits } from '../limits.ts';
import type { Portal } from '../state/portal.ts';
import { iso, type Source } from '../state/row.ts';
import type { Tokens } from '../tokens.ts';
import { vendorFault } from './faults.ts';
import { oauth, OAuthRefusal } from './oauth.ts';
import { Gap, Refusal } from '../refusal.ts';
import { findRoute } from './routes.ts';
import { checkScope } from './scopes.ts';

/** What a call over the API is recorded as. */
const INTEGRATION: Source = { changeSource: 'INTEGRATION', sourceId: String(ACCOUNT.appId) };

const USAGE = /^\/account-info\/(v3|\d{4}-\d{2})\/api-usage\/daily\/private-apps$/;

export interface VendorParts {
  readonly portal: Portal;
  readonly tokens: Tokens;
  readonly limits: Limits;
}

/** Answers one call of the API: faults, sign-in, limits, scopes, then the route's handler. */
export function answerVendor(parts: VendorParts, request: SimRequest): SimReply {
  const correlationId = crypto.randomUUID();
  const headers: Record<string, string> = { 'x-hubspot-correlation-id': correlationId };
  try {
    const reply = answer(parts, request, headers);
    return { ...reply, headers: { ...headers, ...reply.headers } };
  } catch (error) {
    if (error instanceof Refusal) {
      const body = error.body(correlationId);
      return { status: error.status, headers: { ...headers, ...error.detail.headers }, body };
    }
    if (error instanceof OAuthRefusal) return { status: 400, headers, body: error.body };
    if (error instanceof Gap) return { status: 501, body: { gap: error.message } };
    throw error;
  }
}

/** Adds the rate headers to `headers`, so that refusals carry them as well. */
function answer(parts: VendorParts, request: SimRequest, headers: Record<string, string>): SimReply {
  const { portal, tokens, limits } = parts;
  const signIn = oauth(request, tokens);
  if (signIn !== null) return signIn;
  const caller = tokens.authenticate(request.headers.authorization);
  if (request.fault !== null) {
    const reply = vendorFault(request.fault, () => {
      if (caller.kind === 'oauth') caller.access.expiresAt = Date.now();
    });
    if (reply !== null) return reply;
  }
  const isSearch = request.method === 'POST' && /\/objects\/.+\/search$/.test(request.path);
  Object.assign(headers, limits.take(isSearch, caller.kind === 'oauth'));
  if (request.method === 'GET' && USAGE.test(request.path)) return usage(limits);
  const match = findRoute(request.method, request.path);
  if (match === null) throw new Gap(`no route ${request.method} ${request.path}`);
  checkScope(match, caller.scopes, portal.types);
  return match.route.handle({ portal, request, params: match.params, source: INTEGRATION });
}

/** https://developers.hubspot.com/docs/api-reference/latest/account/account-information/guide */
function usage(limits: Limits): SimReply {
  const now = new Date();
  const midnight = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1);
  return {
    status: 200,
    body: {
      results: [
        {
          name: 'private-apps-api-calls-daily',
          usageLimit: ACCOUNT.dailyLimit,
          currentUsage: limits.usedToday(),
          collectedAt: iso(now.getTime()),
          fetchStatus: 'SUCCESS',
          resetsAt: iso(midnight),
        },
      ],
    },
  };
}
