import type { SimReply } from '../../../../src/connector/sim/server.ts';
import { ACCOUNT } from '../account.ts';
import { badRequest } from '../refusal.ts';
import { ok, type Call, type Route } from './call.ts';

/** Marketing e-mails sent, opened and clicked. https://developers.hubspot.com/docs/api-reference/legacy/email-analytics-v1/guide */
export const mailEventRoutes: readonly Route[] = [
  { method: 'GET', pattern: 'email/events', handle: listMailEvents },
];

const MOST = 1_000;
const CAMPAIGN = 21_021;

function listMailEvents(call: Call): SimReply {
  const { query } = call.request;
  const limit = Number(query.get('limit') ?? 10);
  if (!(limit >= 1 && limit <= MOST)) throw badRequest(`limit must be between 1 and ${MOST}`);
  const [type, recipient] = [query.get('eventType'), query.get('recipient')];
  const from = Number(query.get('startTimestamp') ?? 0);
  const until = Number(query.get('endTimestamp') ?? Infinity);
  const found = call.portal.doings.mailEvents
    .filter(
      (event) =>
        (type === null || event.type === type) &&
        (recipient === null || event.recipient === recipient) &&
        event.created >= from &&
        event.created <= until &&
        !(query.get('excludeFilteredEvents') === 'true' && event.filteredEvent),
    )
    .toReversed();
  const offset = Number(query.get('offset') ?? 0);
  const end = offset + limit;
  return ok({
    hasMore: end < found.length,
    offset: String(end),
    events: found.slice(offset, end).map(({ url, ...event }) => ({
      ...event,
      portalId: ACCOUNT.portalId,
      appId: 113,
      appName: 'Batch',
      emailCampaignId: CAMPAIGN,
      ...(url === null ? {} : { url }),
    })),
  });
}
