import type { SimReply, SimRequest } from '../../../../src/connector/sim/server.ts';
import { ACCOUNT } from '../account.ts';
import { iso } from '../state/row.ts';
import { Refusal } from '../refusal.ts';

/** An error put into one row of a batch by the fault `partial`. */
export interface RowFault {
  readonly code: string;
  readonly message: string;
}

/** Row → error, for the fault `partial` with args `{ rows: [0, 3], code: 'VALIDATION_ERROR' }`. */
export function failedRows(fault: SimRequest['fault'], rows: number): ReadonlyMap<number, RowFault> {
  if (fault?.name !== 'partial') return new Map();
  const chosen = Array.isArray(fault.args?.rows) ? (fault.args.rows as unknown[]).map(Number) : [];
  const code = typeof fault.args?.code === 'string' ? fault.args.code : 'VALIDATION_ERROR';
  const message = `Refused by a scripted fault: ${code}`;
  return new Map(chosen.filter((row) => row < rows).map((row) => [row, { code, message }]));
}

export const tooMany = {
  tenSecondly: (): Refusal =>
    new Refusal(429, 'You have reached your ten_secondly_rolling limit.', {
      extra: {
        errorType: 'RATE_LIMIT',
        policyName: 'TEN_SECONDLY_ROLLING',
        groupName: `publicapi:private_app-api-calls-ten-secondly:${ACCOUNT.appId}:${ACCOUNT.portalId}`,
      },
    }),
  daily: (): Refusal =>
    new Refusal(429, 'You have reached your daily limit.', {
      extra: { errorType: 'RATE_LIMIT', policyName: 'DAILY', requestId: crypto.randomUUID() },
    }),
  secondly: (): Refusal =>
    new Refusal(429, 'You have reached your secondly limit.', {
      extra: { errorType: 'RATE_LIMIT', policyName: 'SECONDLY' },
    }),
};

/** The 401 for a token that ran out. */
export const expired = (at: number): Refusal =>
  new Refusal(
    401,
    `The OAuth token used to make this call expired ${Math.max(0, Math.round((Date.now() - at) / 1000))} second(s) ago.`,
    { category: 'EXPIRED_AUTHENTICATION', context: { 'expire time': [iso(at)] } },
  );

const BAD_GATEWAY =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n';

/**
 * The vendor's form of a scripted fault that replaces the whole answer; null for `partial`, which goes into one.
 * `expire-token` is told to the caller's token by `onExpire`.
 */
export function vendorFault(fault: NonNullable<SimRequest['fault']>, onExpire: () => void): SimReply | null {
  switch (fault.name) {
    case 'partial':
      return null;
    case 'expire-token':
      onExpire();
      throw expired(Date.now());
    case 'ten-secondly':
      throw tooMany.tenSecondly();
    case 'daily':
      throw tooMany.daily();
    case 'locked':
      throw new Refusal(423, 'The record is locked by another operation; try again in some seconds.');
    case 'data-centre-move':
      throw new Refusal(477, 'This account is being moved to another data center.', {
        headers: { 'retry-after': String(Number(fault.args?.seconds ?? 30)) },
      });
    case 'html-502':
      return { status: 502, headers: { 'content-type': 'text/html' }, body: BAD_GATEWAY };
    default:
      return { status: 501, body: { gap: `no vendor fault ${fault.name}` } };
  }
}
