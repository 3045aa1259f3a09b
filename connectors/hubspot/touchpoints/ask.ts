import type { CallOptions } from '../../../src/connector/contract.ts';
import type { Session } from '../session.ts';
import type { Request } from '../transport.ts';
import type { WirePage } from '../wire.ts';

/** One read that counts against the common limit. */
export const ask = <Body>(
  session: Session,
  request: Pick<Request, 'path' | 'query' | 'json'>,
  options: CallOptions,
): Promise<Body> =>
  session.api.call<Body>(
    {
      ...request,
      method: request.json === undefined ? 'GET' : 'POST',
      bucket: 'call',
      effect: 'read',
    },
    options,
  );

/**
 * Where the next page begins. The marketing and event APIs give it percent-encoded already, and sending it encodes it
 * again, so one of the two is taken back.
 */
export function nextIn({ paging }: WirePage<unknown>): string | null {
  const after = paging?.next?.after;
  if (after === undefined) return null;
  try {
    return decodeURIComponent(after);
  } catch {
    return after;
  }
}

export const atOrNow = (ms: number, now: Date): Date => new Date(Math.min(ms, now.getTime()));
