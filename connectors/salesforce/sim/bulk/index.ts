import type { SimReply, SimRequest } from '../../../../src/connector/sim/server.ts';
import type { Org } from '../org.ts';
import { handleIngest } from './ingest.ts';
import { handleQuery } from './query.ts';
import { refusal } from './reply.ts';
import { bulkStore } from './store.ts';

const PATH = /^\/services\/data\/v(\d+\.0)\/jobs\/(ingest|query)(?:\/(.*))?$/i;

/** Bulk API 2.0: `/services/data/vNN.0/jobs/{ingest,query}…`. Null for any other path. */
export async function handleBulk(request: SimRequest, org: Org): Promise<SimReply | null> {
  const [, version, kind, rest = ''] = PATH.exec(request.path) ?? [];
  if (version === undefined || kind === undefined) return null;
  const token = /^(?:Bearer|OAuth)\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined || !org.validSession(token)) {
    return refusal(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
  }
  const parts = rest.split('/').filter((part) => part !== '');
  const handle = kind.toLowerCase() === 'ingest' ? handleIngest : handleQuery;
  try {
    return await handle(request, org, version, parts);
  } catch (error) {
    if (error instanceof SyntaxError) return refusal(400, 'JSON_PARSER_ERROR', error.message);
    throw error;
  }
}

/** `POST /_sim/bulk` `{ "processingMs": 200 }`: how long jobs started from now on are in progress. Null for other paths. */
export function handleBulkControl(request: SimRequest, org: Org): SimReply | null {
  if (request.path !== '/_sim/bulk' || request.method !== 'POST') return null;
  const { processingMs } = request.json() as { readonly processingMs: number };
  bulkStore(org).processingMs = processingMs;
  return { status: 204 };
}
