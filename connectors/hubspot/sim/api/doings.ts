import type { SimReply } from '../../../../src/connector/sim/server.ts';
import { badRequest, notFound, Refusal } from '../refusal.ts';
import { EVENT_TYPES } from '../state/doings.ts';
import { iso } from '../state/row.ts';
import { toMs } from '../state/values.ts';
import { ok, type Call, type Route } from './call.ts';
import { pageOf } from './paging.ts';

/** Forms, their submissions, event occurrences and marketing events: what people did, read-only. */
export const doingRoutes: readonly Route[] = [
  { method: 'GET', pattern: 'marketing/forms', handle: listForms },
  { method: 'GET', pattern: 'form-integrations/submissions/forms/:form', handle: listSubmissions },
  { method: 'GET', pattern: 'events/events/event-types', handle: () => ok({ eventTypes: EVENT_TYPES }) },
  { method: 'GET', pattern: 'events/events', handle: listOccurrences },
  { method: 'GET', pattern: 'marketing/marketing-events', handle: listMarketingEvents },
  {
    method: 'GET',
    pattern: 'marketing/marketing-events/participations/:event/breakdown',
    handle: listParticipations,
  },
];

/** A fixed day, as the account's forms were there before anybody filled them in. */
const MADE_AT = '2026-05-11T17:30:51.442Z';

function listForms(call: Call): SimReply {
  const forms = call.portal.doings.forms.map(({ id, name }) => ({
    id,
    name,
    createdAt: MADE_AT,
    updatedAt: MADE_AT,
    archived: false,
    fieldGroups: [{ groupType: 'default_group', richTextType: 'text' }],
    configuration: { language: 'en', editable: true, archivable: true },
    displayOptions: { theme: 'default_style', submitButtonText: 'Submit' },
    legalConsentOptions: { type: 'none' },
    formType: 'hubspot',
  }));
  return ok(pageOf(call, forms, 20, 500));
}

/** https://legacydocs.hubspot.com/docs/methods/forms/get-submissions-for-a-form: newest first, at most 50. */
function listSubmissions(call: Call): SimReply {
  const { forms, submissions } = call.portal.doings;
  if (!forms.some(({ id }) => id === call.params.form)) throw notFound();
  const own = submissions.filter(({ form }) => form === call.params.form).toReversed();
  return ok(
    pageOf(
      call,
      own.map(({ form: _, ...shown }) => shown),
      20,
      50,
    ),
  );
}

/** https://developers.hubspot.com/docs/api-reference/latest/events/retrieve-events/get-events */
function listOccurrences(call: Call): SimReply {
  const { query } = call.request;
  const [eventType, objectType] = [query.get('eventType'), query.get('objectType')];
  if (eventType === null && objectType === null)
    throw new Refusal(400, 'Must specify an eventType or objectType', { category: 'VALIDATION_ERROR' });
  if (eventType !== null && !EVENT_TYPES.includes(eventType)) throw badRequest(`No event type ${eventType}`);
  const [from, until] = [query.get('occurredAfter'), query.get('occurredBefore')].map((text) =>
    text === null ? null : toMs(text),
  );
  const [objectId, sort] = [query.get('objectId'), query.get('sort') ?? '-occurredAt'];
  const found = call.portal.doings.occurrences
    .filter(
      (one) =>
        (eventType === null || one.eventType === eventType) &&
        (objectId === null || one.objectId === objectId) &&
        one.occurredAt >= (from ?? -Infinity) &&
        one.occurredAt <= (until ?? Infinity),
    )
    .sort((a, b) => (sort.startsWith('-') ? b.occurredAt - a.occurredAt : a.occurredAt - b.occurredAt))
    .map(({ occurredAt, properties, ...one }) => ({
      objectType: 'CONTACT',
      ...one,
      occurredAt: iso(occurredAt),
      properties,
    }));
  return ok(pageOf(call, found, 20, 100));
}

function listMarketingEvents(call: Call): SimReply {
  const events = call.portal.doings.marketingEvents.map(({ objectId, eventName, participations }) => {
    const count = (state: string): number => participations.filter((one) => one.state === state).length;
    return {
      eventName,
      eventType: null,
      startDateTime: null,
      endDateTime: null,
      eventOrganizer: 'Marketing',
      eventDescription: null,
      eventUrl: null,
      eventCancelled: false,
      eventCompleted: false,
      customProperties: [],
      objectId,
      externalEventId: `external-${objectId}`,
      eventStatus: 'ONGOING',
      eventStatusV2: 'ongoing',
      appInfo: { id: '123', name: 'Webinars' },
      registrants: count('REGISTERED'),
      attendees: count('ATTENDED'),
      cancellations: count('CANCELLED'),
      noShows: count('NO_SHOW'),
      createdAt: MADE_AT,
      updatedAt: MADE_AT,
    };
  });
  return ok(pageOf(call, events, 10, 100));
}

function listParticipations(call: Call): SimReply {
  const event = call.portal.doings.marketingEvents.find(({ objectId }) => objectId === call.params.event);
  if (event === undefined) throw notFound();
  const rows = event.participations.map(({ contact, state, at }, index) => ({
    associations: {
      marketingEvent: {
        externalAccountId: '1',
        marketingEventId: event.objectId,
        externalEventId: `external-${event.objectId}`,
        name: event.eventName,
      },
      contact: { contactId: contact },
    },
    createdAt: iso(at),
    id: String(index + 1),
    properties: { occurredAt: iso(at), attendanceState: state },
  }));
  return ok(pageOf(call, rows, 10, 100));
}
