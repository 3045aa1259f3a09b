import { refKey, type SystemRecord } from '../../src/domain/record.ts';
import type { Fields, Value } from '../../src/domain/value.ts';
import type { EntityView } from '../../src/reconcile/view.ts';
import type { Decided } from './entities.ts';

/** Our name, and those in HubSpot, in a Lead and in a Contact; null where there is none. */
const COLUMNS: readonly (readonly [string, string, string, string | null])[] = [
  ['email', 'email', 'Email', 'Email'],
  ['firstName', 'firstname', 'FirstName', 'FirstName'],
  ['lastName', 'lastname', 'LastName', 'LastName'],
  ['jobTitle', 'jobtitle', 'Title', 'Title'],
  ['company', 'company', 'Company', null],
  ['phone', 'phone', 'Phone', 'Phone'],
  ['mobilePhone', 'mobilephone', 'MobilePhone', 'MobilePhone'],
  ['website', 'website', 'Website', null],
  ['street', 'address', 'Street', 'MailingStreet'],
  ['city', 'city', 'City', 'MailingCity'],
  ['state', 'state', 'State', 'MailingState'],
  ['postalCode', 'zip', 'PostalCode', 'MailingPostalCode'],
  ['country', 'country', 'Country', 'MailingCountry'],
  ['message', 'message', 'Description', 'Description'],
];

export interface HandPlan {
  readonly create: Fields | null;
  readonly hubspot: Record<string, Value>;
  readonly salesforce: Record<string, Value>;
  readonly conflicts: readonly string[];
}

/**
 * What somebody might write for these two systems and nothing else: the same fields compared as they are, with what was
 * agreed on each side. Knows no other spelling of a value, no authority, no direction, no limits of length, no owners, and
 * does not say what a receipt will agree.
 */
export function compareByHand({ claimed, snapshots }: EntityView): HandPlan {
  const records = new Map<string, { record: SystemRecord; shadow: Fields | null }>();
  for (const { ref, shadow } of claimed.links) {
    const snapshot = snapshots.get(refKey(ref));
    if (snapshot?.kind === 'present') records.set(ref.system, { record: snapshot.record, shadow });
  }
  const hubspot: Record<string, Value> = {};
  const salesforce: Record<string, Value> = {};
  const conflicts: string[] = [];
  const [hub, force] = [records.get('hubspot'), records.get('salesforce')];
  if (hub === undefined) throw new Error('every made-up entity has a contact');
  if (force === undefined) {
    for (const [, from, to] of COLUMNS) {
      const value = hub.record.fields[from];
      if (value !== undefined && value !== null) salesforce[to] = value;
    }
    return { create: salesforce, hubspot, salesforce: {}, conflicts };
  }
  const isContact = force.record.ref.object === 'Contact';
  for (const [name, own, lead, contact] of COLUMNS) {
    const other = isContact ? contact : lead;
    if (other === null) continue;
    const [ours, theirs] = [hub.record.fields[own], force.record.fields[other]];
    if (ours === undefined || theirs === undefined || ours === theirs) continue;
    const moved = ours !== (hub.shadow?.[name] ?? null);
    const theyMoved = theirs !== (force.shadow?.[name] ?? null);
    if (moved && theyMoved) conflicts.push(name);
    if (moved) salesforce[other] = ours;
    else if (theyMoved) hubspot[own] = theirs;
  }
  return { create: null, hubspot, salesforce, conflicts };
}

export function decidedByHand({ create, hubspot, salesforce, conflicts }: HandPlan): Decided {
  const sizes = [hubspot, salesforce].map((fields) => Object.keys(fields).length);
  return {
    creates: create === null ? 0 : 1,
    updates: sizes.filter((size) => size > 0).length,
    fields: sizes.reduce((sum, size) => sum + size, 0),
    conflicts: conflicts.length,
  };
}
