import { createHash, createHmac } from 'node:crypto';

/**
 * The signature headers of a webhook request: v3 over method, URL, body and time, and v1 over the body.
 * https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation
 */
export function signatureHeaders(
  secret: string,
  url: string,
  body: string,
  timestampMs: number,
): Readonly<Record<string, string>> {
  return {
    'x-hubspot-signature': signV1(secret, body),
    'x-hubspot-signature-version': 'v1',
    'x-hubspot-signature-v3': signV3(secret, 'POST', url, body, String(timestampMs)),
    'x-hubspot-request-timestamp': String(timestampMs),
  };
}

export const signV1 = (secret: string, body: string): string =>
  createHash('sha256').update(`${secret}${body}`, 'utf8').digest('hex');

export function signV3(secret: string, method: string, url: string, body: string, timestamp: string): string {
  const uri = url.replace(/%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi, (code) => decodeURIComponent(code));
  return createHmac('sha256', secret).update(`${method}${uri}${body}${timestamp}`, 'utf8').digest('base64');
}
