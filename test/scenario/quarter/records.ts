import { DAY_MS } from '../../../src/domain/clock.ts';
import type { Harness } from '../../support/harness.ts';

/** Something that a person did, as HubSpot tells it. Times are milliseconds since 1970. */
export interface Deed {
  readonly at: number;
  readonly kind: 'form' | 'page' | 'open' | 'click' | 'event';
  /** The form, the page's path, or whether the person came to the event. */
  readonly about: string;
  readonly campaign: string | null;
}

/** Something that happened to a person in Salesforce. */
export interface Answer {
  readonly at: number;
  readonly what: 'accepted' | 'rejected' | 'opened' | 'won' | 'lost';
  /** As the rep wrote it; blank: not at all. */
  readonly reason: string;
  /** Done by Leadloop, and not by a rep. */
  readonly isOurs: boolean;
}

export interface Sale {
  readonly email: string;
  readonly openedAt: number;
  readonly ending: 'open' | 'won' | 'lost';
  /** The end of the day on which it was closed. */
  readonly endsAt: number;
  readonly amount: number | null;
  readonly currency: string;
}

/** What both simulators know, by people's e-mail addresses. */
export interface Records {
  readonly deeds: ReadonlyMap<string, readonly Deed[]>;
  readonly answers: ReadonlyMap<string, readonly Answer[]>;
  /** Who got the task of each hand-off, in order. */
  readonly owners: ReadonlyMap<string, readonly string[]>;
  readonly sales: readonly Sale[];
}

interface Doings {
  readonly forms: readonly { id: string; name: string }[];
  readonly submissions: readonly {
    form: string;
    submittedAt: number;
    pageUrl: string;
    values: { name: string; value: string }[];
  }[];
  readonly occurrences: readonly {
    objectId: string;
    occurredAt: number;
    properties: { hs_url: string };
  }[];
  readonly mailEvents: readonly { type: string; recipient: string; created: number; url: string | null }[];
  readonly marketingEvents: readonly {
    eventName: string;
    participations: { contact: string; state: string; at: number }[];
  }[];
}

interface Change {
  readonly entityName: string;
  readonly changeType: string;
  readonly recordIds: readonly string[];
  readonly values: Readonly<Record<string, unknown>>;
  readonly commitTimestamp: number;
  readonly changeOrigin: string;
}

export async function readRecords({ hub, force }: Harness): Promise<Records> {
  const [doings, known, changes, users, leads, contacts, roles, opportunities] = await Promise.all([
    hub.control.get<Doings>('people'),
    hub.records('contacts'),
    force.control.get<readonly Change[]>('cdc/events'),
    ...['User', 'Lead', 'Contact', 'OpportunityContactRole', 'Opportunity'].map((type) =>
      force.records(type),
    ),
  ] as const);
  const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
  const emails = new Map(
    [...(users ?? []), ...(leads ?? []), ...(contacts ?? [])].map(({ Id, Email }) => [Id, textOf(Email)]),
  );
  for (const { OpportunityId, ContactId } of roles ?? [])
    emails.set(textOf(OpportunityId), emails.get(textOf(ContactId)) ?? '');
  return {
    deeds: byPerson(
      deedsOf(doings, new Map(known.map(({ id, properties }) => [id, properties['email'] ?? '']))),
      ({ at }) => at,
    ),
    answers: byPerson(answersOf(changes, emails), ({ at }) => at),
    owners: byPerson(
      changes
        .filter(({ entityName, changeType }) => entityName === 'Task' && changeType === 'CREATE')
        .map(({ values }) => [
          emails.get(textOf(values['WhoId'])) ?? '',
          emails.get(textOf(values['OwnerId'])) ?? '',
        ]),
    ),
    sales: (opportunities ?? []).map((one) => ({
      email: emails.get(one.Id) ?? '',
      openedAt: Date.parse(textOf(one['CreatedDate'])),
      ending: one['IsClosed'] !== true ? 'open' : one['IsWon'] === true ? 'won' : 'lost',
      endsAt: Date.parse(textOf(one['CloseDate'])) + DAY_MS - 1,
      amount: typeof one['Amount'] === 'number' ? one['Amount'] : null,
      currency: textOf(one['Currency__c']),
    })),
  };
}

function deedsOf(
  doings: Doings,
  contacts: ReadonlyMap<string, string>,
): readonly (readonly [string, Deed])[] {
  const forms = new Map(doings.forms.map(({ id, name }) => [id, name]));
  return [
    ...doings.submissions.map(({ form, submittedAt, pageUrl, values }): [string, Deed] => [
      values.find(({ name }) => name === 'email')?.value ?? '',
      { at: submittedAt, kind: 'form', about: forms.get(form) ?? '', campaign: campaignOf(pageUrl) },
    ]),
    ...doings.occurrences.map(({ objectId, occurredAt, properties }): [string, Deed] => [
      contacts.get(objectId) ?? '',
      {
        at: occurredAt,
        kind: 'page',
        about: pathOf(properties.hs_url),
        campaign: campaignOf(properties.hs_url),
      },
    ]),
    ...doings.mailEvents.map(({ type, recipient, created, url }): [string, Deed] => [
      recipient,
      { at: created, kind: type === 'CLICK' ? 'click' : 'open', about: '', campaign: campaignOf(url) },
    ]),
    // Whoever comes twice to one event, came.
    ...doings.marketingEvents.flatMap(({ eventName, participations }) =>
      [...Map.groupBy(participations, ({ contact, state }) => `${contact} ${state}`).values()].flatMap(
        ([first]): [string, Deed][] =>
          first === undefined
            ? []
            : [
                [
                  contacts.get(first.contact) ?? '',
                  { at: first.at, kind: 'event', about: first.state, campaign: eventName },
                ],
              ],
      ),
    ),
  ];
}

const campaignOf = (url: string | null): string | null =>
  url === null ? null : new URL(url).searchParams.get('utm_campaign');
const pathOf = (url: string): string => new URL(url).pathname;

function answersOf(
  changes: readonly Change[],
  emails: ReadonlyMap<string, string>,
): readonly (readonly [string, Answer])[] {
  const reasons = new Map<string, string>();
  return changes.flatMap(
    ({ entityName, changeType, recordIds, values, commitTimestamp: at, changeOrigin }) => {
      const isOurs = changeOrigin.endsWith('client=leadloop');
      return recordIds.flatMap((id): (readonly [string, Answer])[] => {
        const said = values['Leadloop_Rejection_Reason__c'];
        if (said !== undefined) reasons.set(id, typeof said === 'string' ? said : '');
        const what = answerIn(entityName, changeType, values);
        if (what === null || (isOurs && what !== 'opened')) return [];
        const reason = what === 'rejected' ? (reasons.get(id) ?? '') : '';
        return [[emails.get(id) ?? '', { at, what, reason, isOurs }]];
      });
    },
  );
}

function answerIn(
  object: string,
  changeType: string,
  { Status, IsWon, IsClosed }: Change['values'],
): Answer['what'] | null {
  if (object === 'Lead' && changeType === 'UPDATE') {
    if (Status === 'Working - Contacted') return 'accepted';
    return Status === 'Closed - Not Converted' ? 'rejected' : null;
  }
  if (object !== 'Opportunity') return null;
  if (changeType === 'CREATE') return 'opened';
  return IsWon === true ? 'won' : IsClosed === true ? 'lost' : null;
}

function byPerson<Item>(
  items: readonly (readonly [string, Item])[],
  at: (item: Item) => number = () => 0,
): ReadonlyMap<string, readonly Item[]> {
  const groups = Map.groupBy(items, ([email]) => email);
  return new Map(
    [...groups].map(([email, own]) => [email, own.map(([, item]) => item).sort((a, b) => at(a) - at(b))]),
  );
}
