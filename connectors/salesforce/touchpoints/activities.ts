import { oneLine, type TouchpointKind } from '../../../src/domain/touchpoint.ts';
import type { Row } from '../query.ts';
import { idOf, refOf } from '../snapshots.ts';
import { EXTERNAL_KEY } from '../versions.ts';
import { earliest, keyIn, personIn, textIn, timeIn, type Reading } from './reading.ts';

const KINDS: Readonly<Record<string, TouchpointKind>> = {
  Call: 'call',
  Email: 'email_sent',
  ListEmail: 'email_sent',
  LinkedIn: 'message',
};

/** Done tasks: what a rep logs of a call or an e-mail is one as well. What is still to be done is no contact yet. */
export const TASKS: Reading = {
  object: 'Task',
  meaning: 'calls, e-mails and tasks that were done',
  needed: ['Id', 'SystemModstamp', 'WhoId', 'IsClosed', 'CreatedDate'],
  wanted: ['Subject', 'TaskSubtype', 'CallType', 'CompletedDateTime', 'OwnerId', EXTERNAL_KEY],
  where: () => ['WhoId != null', 'IsClosed = true'],
  toTouchpoint(row, now) {
    const who = personIn(row['WhoId']);
    const subtype = textIn(row, 'TaskSubtype') ?? '';
    return (
      who && {
        source: refOf('Task', idOf(row)),
        ...keyIn(row),
        who,
        kind: KINDS[subtype] ?? 'task',
        at: earliest(timeIn(row, 'CompletedDateTime') ?? timeIn(row, 'CreatedDate'), now),
        about: oneLine(textIn(row, 'Subject')),
        campaign: null,
        details: {
          direction: textIn(row, 'CallType')?.toLowerCase() ?? null,
          owner: textIn(row, 'OwnerId'),
        },
      }
    );
  },
};

/** Meetings: one to come counts from when it was booked. Of a private one nobody is told what it is about. */
export const EVENTS: Reading = {
  object: 'Event',
  meaning: 'meetings',
  needed: ['Id', 'SystemModstamp', 'WhoId', 'CreatedDate'],
  wanted: ['Subject', 'StartDateTime', 'ActivityDate', 'IsPrivate', 'IsChild', 'OwnerId', EXTERNAL_KEY],
  // The copies that the other attendees of ours have.
  where: (shown) => ['WhoId != null', ...(shown.has('IsChild') ? ['IsChild = false'] : [])],
  toTouchpoint(row, now) {
    const who = personIn(row['WhoId']);
    const starts = startOf(row);
    return (
      who && {
        source: refOf('Event', idOf(row)),
        ...keyIn(row),
        who,
        kind: 'meeting',
        at: earliest(starts, timeIn(row, 'CreatedDate'), now),
        about: row['IsPrivate'] === true ? null : oneLine(textIn(row, 'Subject')),
        campaign: null,
        details: { starts: starts?.toISOString() ?? null, owner: textIn(row, 'OwnerId') },
      }
    );
  },
};

const startOf = (row: Row): Date | null => timeIn(row, 'StartDateTime') ?? timeIn(row, 'ActivityDate');
