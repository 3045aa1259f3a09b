import { setTimeout as sleep } from 'node:timers/promises';
import type { SimReply, SimRequest } from '../../../../src/connector/sim/server.ts';
import { bearer } from '../auth/index.ts';
import type { SimOrg } from '../org/create.ts';
import type { Call } from './call.ts';
import type { Cursors } from './cursors.ts';
import { limitInfo, type Usage } from './usage.ts';
import { failure, notFound } from './reply.ts';
import { dispatch } from './routes.ts';
import { FIRST_VERSION, LAST_VERSION, versions } from './versions.ts';

export interface RestContext {
  readonly org: SimOrg;
  readonly cursors: Cursors;
  readonly usage: Usage;
}

/** The REST data API below `/services/data`; null for other paths. */
export async function handleRest(request: SimRequest, context: RestContext): Promise<SimReply | null> {
  // Split before decoding: an external id value may hold a slash.
  const segments = (request.url.split('?', 1)[0] ?? '').split('/').filter((segment) => segment !== '');
  const [services, data, asked, ...path] = segments.map(decodeURIComponent);
  if (services !== 'services' || data !== 'data') return null;
  if (asked === undefined) return { status: 200, body: versions() };
  const number = Number(/^v(\d+)\.0$/.exec(asked)?.[1]);
  if (!(number >= FIRST_VERSION && number <= LAST_VERSION)) return notFound();
  const { org } = context;
  if (!org.validSession(bearer(request) ?? '')) {
    return failure('INVALID_SESSION_ID', 'Session expired or invalid');
  }
  const call: Call = {
    ...context,
    method: request.method,
    path,
    query: request.query,
    headers: request.headers,
    body: () => (request.body.length === 0 ? {} : request.json()),
    version: `${number}.0`,
    fault: request.fault,
  };
  const reply = await answer(call);
  return { ...reply, headers: { 'Sforce-Limit-Info': limitInfo(context.usage), ...reply.headers } };
}

async function answer(call: Call): Promise<SimReply> {
  try {
    if (call.fault?.name !== 'slow-commit') return dispatch(call);
    const { result, commit } = call.org.store.hold(() => dispatch(call));
    await sleep(Number(call.fault.args?.['ms'] ?? 0));
    commit();
    return result;
  } catch (error) {
    if (error instanceof SyntaxError) return failure('JSON_PARSER_ERROR', error.message);
    throw error;
  }
}
