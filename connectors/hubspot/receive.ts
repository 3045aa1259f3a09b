import type { InboundRequest, Log, Received } from '../../src/connector/contract.ts';
import type { Clock } from '../../src/domain/clock.ts';
import { onePerRecord } from '../../src/domain/event.ts';
import { verifySignature } from './signature.ts';
import type { HubSpotSettings } from './settings.ts';
import { writeHint } from './touchpoints/form-hint.ts';
import { FORMS } from './touchpoints/index.ts';
import { formHintIn, toEvents, type WireEvent } from './webhook-event.ts';

/** HubSpot sends up to 100 events of a few hundred bytes each. */
const MOST_BYTES = 1_048_576;
const MOST_EVENTS = 1_000;

interface ReceiveParts {
  readonly settings: HubSpotSettings;
  readonly clock: Clock;
  readonly log: Log;
  /** The account we are connected to: one app's address gets the events of all its accounts. */
  readonly accountId: () => Promise<string>;
}

/** Checks and parses one webhook delivery. HubSpot repeats whatever is refused, up to ten times within a day. */
export async function receive(parts: ReceiveParts, request: InboundRequest): Promise<Received> {
  const secret = parts.settings.clientSecret;
  if (request.path !== '') return refuse(404, 'NO_SUCH_PATH', 'Send HubSpot webhooks to /webhooks/hubspot.');
  if (request.method !== 'POST') return refuse(405, 'NOT_POST', 'HubSpot webhooks come by POST.');
  if (request.body.byteLength > MOST_BYTES) {
    return refuse(413, 'BODY_TOO_LARGE', `The body may have at most ${MOST_BYTES} bytes. Send fewer events.`);
  }
  if (secret === null) {
    return refuse(
      401,
      'NO_SECRET',
      'Webhooks cannot be checked: set HUBSPOT_CLIENT_SECRET to the client secret of the app that sends them.',
    );
  }
  const unsigned = checkSignature(parts, request, secret);
  if (unsigned !== null) return unsigned;
  const wire = parse(request.body);
  if (wire === null) {
    return refuse(400, 'MALFORMED_BODY', 'The body must be a JSON array of event objects, in UTF-8.');
  }
  if (wire.length > MOST_EVENTS) {
    return refuse(413, 'TOO_MANY_EVENTS', `A body may carry at most ${MOST_EVENTS} events. Send fewer.`);
  }
  const account = await parts.accountId();
  const own = wire.filter(({ portalId }) => portalId === undefined || String(portalId) === account);
  if (own.length < wire.length) {
    parts.log.debug('hubspot: left out events of other accounts', { count: wire.length - own.length });
  }
  const hints = new Set(
    own.flatMap((event) => {
      const hint = formHintIn(event);
      return hint === null ? [] : [writeHint(hint)];
    }),
  );
  return {
    kind: 'accepted',
    events: onePerRecord(own.flatMap(toEvents)),
    ...(hints.size > 0 ? { askNow: [...hints].map((hint) => ({ source: FORMS, hint })) } : {}),
  };
}

function checkSignature(parts: ReceiveParts, request: InboundRequest, secret: string): Received | null {
  const signature = request.headers['x-hubspot-signature-v3'];
  const timestamp = request.headers['x-hubspot-request-timestamp'];
  if (signature === undefined || timestamp === undefined) {
    return refuse(
      401,
      'NO_SIGNATURE',
      'The headers X-HubSpot-Signature-v3 and X-HubSpot-Request-Timestamp are missing. A proxy must pass them on.',
    );
  }
  const url = parts.settings.webhookUrl ?? request.url;
  const { method, body } = request;
  const verdict = verifySignature({ method, url, body, signature, timestamp }, secret, parts.clock.now());
  switch (verdict) {
    case 'valid':
      return null;
    case 'stale':
      return refuse(
        401,
        'STALE_SIGNATURE',
        'X-HubSpot-Request-Timestamp is more than five minutes off. Check the clock of this server.',
      );
    case 'wrong':
      return refuse(
        401,
        'WRONG_SIGNATURE',
        'The signature does not fit. Check HUBSPOT_CLIENT_SECRET; behind a proxy, set HUBSPOT_WEBHOOK_URL to the address entered in HubSpot; the body must arrive unchanged.',
      );
  }
}

function parse(body: Uint8Array): readonly WireEvent[] | null {
  try {
    const value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as unknown;
    return isEvents(value) ? value : null;
  } catch {
    return null;
  }
}

const isEvents = (value: unknown): value is readonly WireEvent[] =>
  Array.isArray(value) && value.every((event) => typeof event === 'object' && event !== null);

const refuse = (status: number, code: string, message: string): Received => ({
  kind: 'refused',
  status,
  code,
  message,
});
