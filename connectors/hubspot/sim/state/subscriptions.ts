import { badRequest } from '../refusal.ts';
import { change } from './change.ts';
import { tableOf, type Portal } from './portal.ts';
import { iso, type Row, type Source } from './row.ts';
import { ALL, type Standing } from './standings.ts';

/** What one may subscribe to. Ids and names of https://developers.hubspot.com/docs/api-reference/legacy/communication-preferences/guide */
export const SUBSCRIPTIONS = [
  { id: 33_583_163, name: 'Marketing Information' },
  { id: 39_644_612, name: 'New recipe newsletter' },
] as const;

const propertyOf = (of: number | typeof ALL): string =>
  of === ALL ? 'hs_email_optout' : `hs_email_optout_${of}`;

export function standingOf(portal: Portal, email: string, of: number | typeof ALL): Standing | null {
  return portal.subscriptions.get(email.toLowerCase())?.get(of) ?? null;
}

export interface Setting {
  readonly email: string;
  readonly of: number | typeof ALL;
  readonly status: Standing['status'];
  readonly source: string;
  readonly legalBasis: string | null;
}

/** Sets a status, which the contact of that address shows at once. */
export function setStatus(portal: Portal, { email, of, ...said }: Setting, by: Source): Standing {
  if (of !== ALL && SUBSCRIPTIONS.every(({ id }) => id !== of)) throw badRequest(`No subscription ${of}.`);
  const key = email.toLowerCase();
  const standings = portal.subscriptions.get(key) ?? new Map<number | typeof ALL, Standing>();
  const standing = { ...said, at: portal.now() };
  portal.subscriptions.set(key, standings.set(of, standing));
  const row = tableOf(portal, 'contacts').holder('email', key);
  if (row !== undefined) showOptOuts(portal, row, by);
  return standing;
}

/** Brings the contact's properties to the statuses of its address. */
export function showOptOuts(portal: Portal, row: Row, by: Source): void {
  const standings = portal.subscriptions.get((row.props.email ?? '').toLowerCase());
  if (row.type.name !== 'contacts' || standings === undefined) return;
  const shown = [...standings].map(
    ([of, { status }]) => [propertyOf(of), String(status === 'UNSUBSCRIBED')] as const,
  );
  change(portal, row, new Map(shown), by);
}

/** As the status API shows it. */
export const toWire = (email: string, of: number, standing: Standing | null, reason: string | null) => ({
  businessUnitId: 0,
  channel: 'EMAIL',
  subscriberIdString: email,
  subscriptionId: of,
  status: standing?.status ?? 'NOT_SPECIFIED',
  source: standing?.source ?? 'Not specified',
  legalBasis: standing?.legalBasis ?? null,
  legalBasisExplanation: null,
  setStatusSuccessReason: reason,
  timestamp: iso(standing?.at ?? Date.now()),
});
