import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import type { InboundRequest } from '../../../src/connector/contract.ts';
import type { FormConfig } from '../source-config.ts';

/** How far the sender's clock, or a replay, may be off. */
export const SIGNATURE_WINDOW_MS = 5 * 60_000;

export type Authentication =
  | { readonly kind: 'authentic' }
  | { readonly kind: 'unset'; readonly variable: string }
  | { readonly kind: 'refused'; readonly message: string };

/**
 * Checks the sender of a form, in constant time. A form with `key` sends it as `X-Leadloop-Key`; one with `secret` sends
 * `X-Leadloop-Signature: t=<ms since 1970>,v1=<hex HMAC-SHA-256 of "<t>.<body>">`.
 */
export function authenticate(
  form: FormConfig,
  request: InboundRequest,
  environment: Readonly<Record<string, string | undefined>>,
  now: Date,
): Authentication {
  const variable = form.key ?? form.secret ?? '';
  const expected = environment[variable];
  if (expected === undefined || expected === '') return { kind: 'unset', variable };
  return form.key === undefined
    ? checkSignature(request, expected, now)
    : checkKey(request.headers['x-leadloop-key'], expected);
}

function checkKey(given: string | undefined, expected: string): Authentication {
  if (given === undefined) return refused('the header X-Leadloop-Key is missing');
  return sameText(given, expected) ? { kind: 'authentic' } : refused('the key is wrong');
}

function checkSignature(request: InboundRequest, secret: string, now: Date): Authentication {
  const header = request.headers['x-leadloop-signature'];
  const [, time, given] = /^t=(\d{1,16}),v1=([0-9a-f]{64})$/.exec(header ?? '') ?? [];
  if (time === undefined || given === undefined) {
    return refused('the header X-Leadloop-Signature is missing or not of the form t=<ms>,v1=<hex>');
  }
  const expected = createHmac('sha256', secret).update(`${time}.`).update(request.body).digest('hex');
  if (!sameText(given, expected)) return refused('the signature does not fit the body');
  // After the signature, so that only its owner learns about clocks.
  return Math.abs(now.getTime() - Number(time)) > SIGNATURE_WINDOW_MS
    ? refused('the signature is more than five minutes off')
    : { kind: 'authentic' };
}

const refused = (message: string): Authentication => ({ kind: 'refused', message });

/** Digests have one length, so the comparison tells nothing about the length either. */
const sameText = (a: string, b: string): boolean =>
  timingSafeEqual(hash('sha256', a, 'buffer'), hash('sha256', b, 'buffer'));
