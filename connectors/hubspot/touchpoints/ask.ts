import type { CallOptions } from '../../../src/connector/contract.ts';
import type { Session } from '../session.ts';
import type { Request } from '../transport.ts';

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

export const atOrNow = (ms: number, now: Date): Date => new Date(Math.min(ms, now.getTime()));
