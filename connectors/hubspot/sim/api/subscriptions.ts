import type { SimReply } from '../../../../src/connector/sim/server.ts';
import { iso } from '../state/row.ts';
import { ALL } from '../state/standings.ts';
import { setStatus, standingOf, SUBSCRIPTIONS, toWire } from '../state/subscriptions.ts';
import { badRequest } from '../refusal.ts';
import { asText, batchInputs, optionalText, readBody, textList, type Json } from './body.ts';
import { ok, type Call, type Route } from './call.ts';

const MOST = 100;
const SOURCE = 'Public status API';

/**
 * Statuses by e-mail address. The batch calls need an Enterprise edition: a fault makes an account that lacks it.
 * https://developers.hubspot.com/docs/api-reference/legacy/communication-preferences/guide
 */
export const subscriptionRoutes: readonly Route[] = [
  { method: 'POST', pattern: 'communication-preferences/statuses/batch/write', handle: writeBatch },
  {
    method: 'POST',
    pattern: 'communication-preferences/statuses/batch/unsubscribe-all',
    handle: unsubscribeBatch,
  },
  { method: 'GET', pattern: 'communication-preferences/statuses/:email', handle: read },
  { method: 'POST', pattern: 'communication-preferences/statuses/:email', handle: write },
  {
    method: 'POST',
    pattern: 'communication-preferences/statuses/:email/unsubscribe-all',
    handle: unsubscribe,
  },
];

const emailIn = (call: Call): string => decodeURIComponent(call.params.email ?? '');

function read(call: Call): SimReply {
  requireChannel(call.request.query.get('channel'));
  const email = emailIn(call);
  const all = standingOf(call.portal, email, ALL);
  const results = SUBSCRIPTIONS.map(({ id }) => {
    const own = standingOf(call.portal, email, id);
    return toWire(email, id, all?.status === 'UNSUBSCRIBED' ? all : own, null);
  });
  return ok({ status: 'COMPLETE', results });
}

function write(call: Call): SimReply {
  return answer([set(call, emailIn(call), readBody(call.request))]);
}

function writeBatch(call: Call): SimReply {
  const inputs = batchInputs(readBody(call.request), MOST);
  return answer(
    inputs.map((input) => set(call, asText(input.subscriberIdString, 'subscriberIdString'), input)),
  );
}

function set(call: Call, email: string, input: Json): object {
  requireChannel(optionalText(input.channel, 'channel') ?? null);
  requireAddress(email);
  const of = Number(asText(input.subscriptionId, 'subscriptionId'));
  const status = asText(input.statusState, 'statusState');
  if (status !== 'UNSUBSCRIBED' && status !== 'SUBSCRIBED')
    throw badRequest(`${status} is no status that can be set.`);
  const before = standingOf(call.portal, email, of);
  const legalBasis = optionalText(input.legalBasis, 'legalBasis') ?? null;
  const standing = setStatus(call.portal, { email, of, status, source: SOURCE, legalBasis }, call.source);
  const reason =
    before?.status === status
      ? 'NO_STATUS_CHANGE'
      : before?.status === 'UNSUBSCRIBED'
        ? 'RESUBSCRIBE_OCCURRED'
        : 'REQUESTED_CHANGE_OCCURRED';
  return toWire(email, of, standing, reason);
}

function unsubscribe(call: Call): SimReply {
  requireChannel(call.request.query.get('channel'));
  return answer(unsubscribeOne(call, emailIn(call)));
}

function unsubscribeBatch(call: Call): SimReply {
  requireChannel(call.request.query.get('channel'));
  const emails = textList(readBody(call.request).inputs, 'inputs');
  if (emails.length > MOST) throw badRequest(`At most ${MOST} inputs, was ${emails.length}.`);
  const results = emails.map((email) => ({
    subscriberIdString: email,
    statuses: unsubscribeOne(call, email),
  }));
  return answer(results);
}

function unsubscribeOne(call: Call, email: string): readonly object[] {
  requireAddress(email);
  const said = { email, status: 'UNSUBSCRIBED', source: SOURCE, legalBasis: null } as const;
  const standing = setStatus(call.portal, { ...said, of: ALL }, call.source);
  return SUBSCRIPTIONS.map(({ id }) => toWire(email, id, standing, 'UNSUBSCRIBE_FROM_ALL_OCCURRED'));
}

function requireChannel(channel: string | null): void {
  if (channel !== 'EMAIL') throw badRequest('channel must be EMAIL.');
}

function requireAddress(email: string): void {
  if (!email.includes('@')) throw badRequest(`${email} is no e-mail address.`);
}

function answer(results: readonly object[]): SimReply {
  const now = iso(Date.now());
  return ok({ status: 'COMPLETE', results, startedAt: now, completedAt: now });
}
