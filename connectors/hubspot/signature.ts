import { createHmac, timingSafeEqual } from 'node:crypto';

/** Older requests are refused, so a recorded one cannot be played again later. */
export const WINDOW_MS = 5 * 60_000;

export interface SignedRequest {
  readonly method: string;
  /** The public URL HubSpot called. */
  readonly url: string;
  /** The bytes as they came: a re-encoded body does not verify. */
  readonly body: Uint8Array;
  readonly signature: string;
  /** `X-HubSpot-Request-Timestamp`, ms. */
  readonly timestamp: string;
}

export type SignatureVerdict = 'valid' | 'stale' | 'wrong';

/**
 * Checks `X-HubSpot-Signature-v3`: base64 of HMAC-SHA256 over method, URL, body and timestamp.
 * https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation
 * The vendor client's own check compares plainly and takes any future timestamp, hence this one.
 */
export function verifySignature(request: SignedRequest, secret: string, now: Date): SignatureVerdict {
  const age = /^\d+$/.test(request.timestamp) ? now.getTime() - Number(request.timestamp) : Number.NaN;
  if (!(Math.abs(age) <= WINDOW_MS)) return 'stale';
  const expected = Buffer.from(sign(request, secret));
  const given = Buffer.from(request.signature);
  return expected.length === given.length && timingSafeEqual(expected, given) ? 'valid' : 'wrong';
}

export const sign = (request: Omit<SignedRequest, 'signature'>, secret: string): string =>
  createHmac('sha256', secret)
    .update(request.method + decodeListed(request.url))
    .update(request.body)
    .update(request.timestamp)
    .digest('base64');

/** The escapes HubSpot decodes before it signs; all others stay as they are. */
const decodeListed = (url: string): string =>
  url.replace(/%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi, (escape) => decodeURIComponent(escape));
