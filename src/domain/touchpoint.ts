import type { RecordRef } from './record.ts';
import type { Fields } from './value.ts';

/** What people do, by the names that expressions count: `count("page_view", 7d, "/pricing")`. */
export const TOUCHPOINT_KINDS = [
  'form_submit',
  'page_view',
  'email_sent',
  'email_open',
  'email_click',
  'email_reply',
  'meeting',
  'call',
  'message',
  'note',
  'task',
  'custom_event',
  'list_member',
  'marketing_event',
  'campaign_member',
  'import',
] as const;
export type TouchpointKind = (typeof TOUCHPOINT_KINDS)[number];

/** A person as the thing's own system tells it: by a record there, or by an e-mail address in the form compared. */
export type Who =
  | { readonly kind: 'record'; readonly object: string; readonly id: string }
  | { readonly kind: 'email'; readonly address: string };

/** One dated contact of a person with a campaign or channel. It is never changed: told again, it is the same. */
export interface Touchpoint {
  /** The thing in its system that this was made of. Two touchpoints of one source are one. */
  readonly source: RecordRef;
  /** Our external key on that record, where it has one: Leadloop made it. */
  readonly key?: string;
  /** The record that tells it, where the source is one of several things that this tells: of a member, each status. */
  readonly toldBy?: RecordRef;
  readonly who: Who;
  readonly kind: TouchpointKind;
  /** When it took place, by its system's clock; never a time that is still to come. */
  readonly at: Date;
  /** One line: a page's address, a form's or campaign's name, a subject. What `count` looks for text in. */
  readonly about: string | null;
  /** The campaign's name, or its id where no name is told. */
  readonly campaign: string | null;
  /** A few facts more, by names of ours: outcome, status, page. No personal data. */
  readonly details: Fields;
}

/** Whoever has this address; null when it is none. */
export function whoHas(address: string | null | undefined): Who | null {
  const compared = (address ?? '').trim().normalize('NFC').toLowerCase();
  return /^[^\s@]+@[^\s@]+$/.test(compared) ? { kind: 'email', address: compared } : null;
}

/** As much of `about` as is kept: it is a part of a key. */
const ABOUT_LENGTH = 250;

/** One line of text from what a system says; null for a blank. */
export function oneLine(text: string | null | undefined): string | null {
  const line = (text ?? '').replace(/\s+/g, ' ').trim().slice(0, ABOUT_LENGTH);
  return line === '' ? null : line;
}

/** A page's address without what differs from visit to visit, so that visits to one page are about the same. */
export const pageOf = (url: string | null | undefined): string | null =>
  oneLine(url?.replace(/[?#].*$/s, ''));

/** The campaign that a link names, as marketing tools write it: `?utm_campaign=spring`. */
export function campaignIn(url: string | null | undefined): string | null {
  const query = /\?([^#]*)/.exec(url ?? '')?.[1] ?? '';
  return oneLine(new URLSearchParams(query).get('utm_campaign'));
}
