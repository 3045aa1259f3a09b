import type { CallOptions } from '../../../src/connector/contract.ts';
import { oneLine, type Touchpoint, type TouchpointKind } from '../../../src/domain/touchpoint.ts';
import type { Fields } from '../../../src/domain/value.ts';
import { associatedIds } from '../associated.ts';
import { chunks } from '../chunks.ts';
import { EXTERNAL_KEY } from '../objects.ts';
import { readBatch } from '../read.ts';
import { refTo } from '../record.ts';
import { searchWindow } from '../search.ts';
import type { Session } from '../session.ts';
import type { WireProperties, WireRecord } from '../wire.ts';
import { atOrNow } from './ask.ts';
import type { Span, Strand } from './walk.ts';

/** What an object of HubSpot's is as a touchpoint. Null: not, or not yet, a contact with the person. */
interface Activity {
  readonly properties: readonly string[];
  readonly kindOf: (properties: WireProperties) => TouchpointKind | null;
  readonly about: string;
  readonly details: (properties: WireProperties) => Fields;
}

/** https://developers.hubspot.com/docs/api-reference/latest/crm/activities/calls/guide, and its neighbours */
const ACTIVITIES: Readonly<Record<string, Activity>> = {
  calls: {
    properties: ['hs_call_title', 'hs_call_direction', 'hs_call_status'],
    kindOf: ({ hs_call_status: status }) => (isOneOf(status, ['', 'COMPLETED']) ? 'call' : null),
    about: 'hs_call_title',
    details: ({ hs_call_direction: direction }) => ({ direction: lower(direction) }),
  },
  emails: {
    properties: ['hs_email_subject', 'hs_email_direction', 'hs_email_status'],
    kindOf: ({ hs_email_direction: direction, hs_email_status: status }) => {
      if (direction === 'INCOMING_EMAIL') return 'email_reply';
      return direction === 'EMAIL' && isOneOf(status, ['', 'SENT']) ? 'email_sent' : null;
    },
    about: 'hs_email_subject',
    details: () => ({ by: 'a person' }),
  },
  meetings: {
    properties: ['hs_meeting_title', 'hs_meeting_start_time', 'hs_meeting_outcome'],
    kindOf: ({ hs_meeting_outcome: outcome }) =>
      isOneOf(outcome, ['CANCELED', 'NO_SHOW', 'RESCHEDULED']) ? null : 'meeting',
    about: 'hs_meeting_title',
    details: ({ hs_meeting_start_time: start, hs_meeting_outcome: outcome }) => ({
      outcome: lower(outcome),
      starts: start ? new Date(start).toISOString() : null,
    }),
  },
  communications: {
    properties: ['hs_communication_channel_type'],
    kindOf: () => 'message',
    about: 'hs_communication_channel_type',
    details: () => ({}),
  },
  notes: { properties: [], kindOf: () => 'note', about: '', details: () => ({}) },
  tasks: {
    properties: ['hs_task_subject', 'hs_task_status', 'hs_task_type', 'hs_task_completion_date'],
    kindOf: ({ hs_task_status: status }) => (status === 'COMPLETED' ? 'task' : null),
    about: 'hs_task_subject',
    details: ({ hs_task_type: type }) => ({ type: lower(type) }),
  },
};

const TIMES = ['hs_timestamp', 'hs_createdate', 'hs_lastmodifieddate'] as const;

/** A strand for each kind of activity: those that changed, found by search, with the contacts they are associated with. */
export const activityStrands = (session: Session, span: Span, options: CallOptions): readonly Strand[] =>
  Object.entries(ACTIVITIES).map(([object, activity]) => ({
    id: object,
    async read(after) {
      const changed = {
        propertyName: 'hs_lastmodifieddate',
        operator: 'GTE',
        value: String(span.from),
      } as const;
      const window = await searchWindow(session, object, [changed], after, options);
      const touchpoints: Touchpoint[] = [];
      for (const ids of chunks(window.ids)) {
        const fields = [...activity.properties, ...TIMES];
        const records = await readBatch(session, { object, ids, fields }, options);
        const told = records.filter(({ properties }) => activity.kindOf(properties) !== null);
        if (told.length === 0) continue;
        const contacts = await associatedIds(
          session,
          object,
          'contacts',
          told.map(({ id }) => id),
          options,
        );
        const now = session.context.clock.now();
        for (const record of told)
          for (const contact of contacts.get(record.id) ?? [])
            touchpoints.push(...toTouchpoints(object, activity, record, contact, now));
      }
      return { touchpoints, after: window.next };
    },
  }));

/** One for each contact who took part. */
function toTouchpoints(
  object: string,
  activity: Activity,
  { id, properties }: WireRecord,
  contact: string,
  now: Date,
): readonly Touchpoint[] {
  const kind = activity.kindOf(properties);
  const at = timeOf(properties);
  if (kind === null || at === null) return [];
  return [
    {
      source: refTo(object, `${id}:${contact}`),
      ...(properties[EXTERNAL_KEY] ? { key: properties[EXTERNAL_KEY] } : {}),
      who: { kind: 'record', object: 'contacts', id: contact },
      kind,
      at: atOrNow(at, now),
      about: oneLine(properties[activity.about]),
      campaign: null,
      details: activity.details(properties),
    },
  ];
}

/** When it took place; a meeting that is still to come, when it was booked; a task, when it was done. */
function timeOf(properties: WireProperties): number | null {
  const [done, planned, made] = ['hs_task_completion_date', 'hs_timestamp', 'hs_createdate'].map((name) =>
    properties[name] ? Date.parse(properties[name]) : null,
  );
  if (done) return done;
  const times = [planned, made].filter((time) => typeof time === 'number');
  return times.length === 0 ? null : Math.min(...times);
}

const isOneOf = (value: string | null | undefined, values: readonly string[]): boolean =>
  values.includes(value ?? '');

const lower = (value: string | null | undefined): string | null => value?.toLowerCase() ?? null;
