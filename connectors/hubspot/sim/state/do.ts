import { badRequest, notFound } from '../refusal.ts';
import { change } from './change.ts';
import { EVENT_TYPES, PAGE_VIEW, type ContactList, type MailEvent, type MarketingEvent } from './doings.ts';
import { planCreate, planUpdate } from './plan.ts';
import { tableOf, type Portal } from './portal.ts';
import { iso, type Row, type Source } from './row.ts';
import { setStatus, type Setting } from './subscriptions.ts';
import { carryOut } from './write.ts';

export interface Filled {
  /** Its name. */
  readonly form: string;
  readonly page: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Somebody fills in a form: the contact is made or changed, and only that is told to the webhooks. */
export function fillForm(portal: Portal, { form: name, page, fields }: Filled): Row {
  const { doings } = portal;
  const form = doings.forms.find((each) => each.name === name);
  const { email } = fields;
  if (form === undefined || email === undefined) throw badRequest(`No form ${name}, or no e-mail address.`);
  const at = portal.now();
  doings.submissions.push({
    form: form.id,
    conversionId: crypto.randomUUID(),
    submittedAt: at,
    pageUrl: page,
    values: Object.entries(fields).map(([field, value]) => ({ name: field, value, objectTypeId: '0-1' })),
  });
  const source: Source = { changeSource: 'FORM', sourceId: form.id };
  const table = tableOf(portal, 'contacts');
  const known = table.holder('email', email);
  const options = { claims: new Set<string>() };
  const plan =
    known === undefined
      ? planCreate(portal, table.type, fields, [], options)
      : planUpdate(portal, known, fields, options);
  const { row } = carryOut(portal, plan, source);
  change(
    portal,
    row,
    new Map([
      ['recent_conversion_date', iso(at)],
      ['recent_conversion_event_name', `${page}: ${form.name}`],
      ['hs_calculated_form_submissions', submissionsOf(row, `${form.id}::${at}`)],
      ['num_conversion_events', String(Number(row.props.num_conversion_events ?? 0) + 1)],
    ]),
    source,
  );
  return row;
}

/** The last ones that a contact keeps, oldest first. */
const submissionsOf = (row: Row, last: string): string =>
  [...(row.props.hs_calculated_form_submissions ?? '').split(';').filter(Boolean), last]
    .slice(-800)
    .join(';');

/** Marketing publishes a form. */
export function makeForm({ doings }: Portal, name: string): void {
  if (doings.forms.some((form) => form.name === name)) throw badRequest(`There is a form ${name} already.`);
  doings.forms.push({ id: crypto.randomUUID(), name });
}

/** A known contact visits a page, or does what the account has defined an event for. */
export function occur(
  portal: Portal,
  email: string,
  eventType: string,
  properties: Readonly<Record<string, string>>,
): void {
  if (!EVENT_TYPES.includes(eventType)) throw badRequest(`No event type ${eventType}.`);
  const at = portal.now();
  portal.doings.occurrences.push({
    id: `${eventType === PAGE_VIEW ? 'leviathan-' : ''}${crypto.randomUUID()}-${at}`,
    objectId: contactOf(portal, email).id,
    eventType,
    occurredAt: at,
    properties,
  });
}

/** A marketing e-mail is sent to an address, opened or clicked there. The address need not be a contact's. */
export function mail(portal: Portal, event: Omit<MailEvent, 'id' | 'created'>): void {
  portal.doings.mailEvents.push({ ...event, id: crypto.randomUUID(), created: portal.now() });
}

/** A person unsubscribes by the link of an e-mail, or subscribes again by a form. */
export function changeMind(
  portal: Portal,
  done: Pick<Setting, 'email' | 'of' | 'legalBasis'> & { readonly does: 'unsubscribe' | 'resubscribe' },
): void {
  const { does, email, of, legalBasis } = done;
  const leaves = does === 'unsubscribe';
  const source = leaves ? 'Email preferences page' : 'Self Service Resubscription';
  const by: Source = leaves
    ? { changeSource: 'EMAIL', sourceId: 'preferences' }
    : { changeSource: 'FORM', sourceId: portal.doings.forms[0]?.id ?? '' };
  setStatus(portal, { email, of, legalBasis, source, status: leaves ? 'UNSUBSCRIBED' : 'SUBSCRIBED' }, by);
}

export function joinList(portal: Portal, email: string, name: string): void {
  const list: ContactList | undefined = portal.doings.lists.find((each) => each.name === name);
  if (list === undefined) throw notFound();
  const { id } = contactOf(portal, email);
  if (list.members.every(({ recordId }) => recordId !== id))
    list.members.push({ recordId: id, at: portal.now() });
}

export function attend(
  portal: Portal,
  email: string,
  name: string,
  state: MarketingEvent['participations'][number]['state'],
): void {
  const event = portal.doings.marketingEvents.find((each) => each.eventName === name);
  if (event === undefined) throw notFound();
  event.participations.push({ contact: contactOf(portal, email).id, state, at: portal.now() });
}

function contactOf(portal: Portal, email: string): Row {
  const row = tableOf(portal, 'contacts').holder('email', email);
  if (row === undefined) throw notFound();
  return row;
}
