import type { SimReply, SimRequest } from '../../../src/connector/sim/server.ts';
import type { SimOrg } from './org/create.ts';
import { failure } from './rest/reply.ts';

const HTML_503 =
  '<html><head><title>Service Unavailable</title></head><body>The service is temporarily unavailable.</body></html>';

/**
 * Scripted faults that answer for the whole call, whatever the protocol; null lets the call go on.
 *
 * - `expire-session`: all sessions end before the call is looked at
 * - `request-limit`: `args.text` is `concurrent`, or the message; the daily one without
 * - `html-503`: the edge answers instead of the API
 *
 * Others act where they belong: `lock-row`, `partial` (rest/fault.ts), `locator-expired` (rest/query.ts),
 * `slow-commit` (rest/index.ts).
 */
export function wholeFault(request: SimRequest, org: SimOrg): SimReply | null {
  switch (request.fault?.name) {
    case 'expire-session':
      org.expireSessions();
      return null;
    case 'request-limit': {
      const text = request.fault.args?.['text'] ?? 'TotalRequests Limit exceeded.';
      const message = text === 'concurrent' ? 'ConcurrentPerOrgLongTxn Limit exceeded.' : (text as string);
      return failure('REQUEST_LIMIT_EXCEEDED', message);
    }
    case 'html-503':
      return { status: 503, headers: { 'Content-Type': 'text/html' }, body: HTML_503 };
    default:
      return null;
  }
}
