import type { Event } from '../../src/domain/event.ts';
import type { Lane } from '../../src/domain/lane.ts';
import type { RecordRef } from '../../src/domain/record.ts';
import { objectNamed } from './objects.ts';
import { pairsTold } from './pairs.ts';
import { refTo } from './record.ts';
import type { FormHint } from './touchpoints/form-hint.ts';

/** One webhook message, classic (`contact.creation`) or generic (`object.creation` with `objectTypeId`). */
export interface WireEvent {
  readonly portalId?: number;
  /** The app that is told: ours. */
  readonly appId?: number;
  /** What kind of program made the change, and which one: of an INTEGRATION, its app. */
  readonly changeSource?: string;
  readonly sourceId?: string;
  /** The guide's table calls it `eventType`; deliveries carry `subscriptionType`. */
  readonly subscriptionType?: string;
  readonly eventType?: string;
  readonly objectTypeId?: string;
  readonly fromObjectTypeId?: string;
  readonly objectId?: number | string;
  readonly fromObjectId?: number | string;
  /** Of an association, as `DEAL_TO_CONTACT`; the generic style has the type id of the other object instead. */
  readonly associationType?: string;
  readonly toObjectTypeId?: string;
  readonly toObjectId?: number | string;
  readonly propertyName?: string;
  readonly propertyValue?: string;
  readonly occurredAt?: number;
  readonly primaryObjectId?: number | string;
  readonly newObjectId?: number | string;
  readonly mergedObjectIds?: readonly (number | string)[];
}

const ACTIONS = new Set([
  'creation',
  'deletion',
  'privacyDeletion',
  'restore',
  'propertyChange',
  'associationChange',
  'merge',
]);

/** The records to look at again; none for kinds and objects that are not synced. */
export function toEvents(wire: WireEvent): readonly Event[] {
  const [subject = '', action = ''] = (wire.subscriptionType ?? wire.eventType ?? '').split('.');
  const name = subject === 'object' ? (wire.objectTypeId ?? wire.fromObjectTypeId ?? '') : subject;
  const object = objectNamed(name);
  if (object === null || !ACTIONS.has(action)) return [];
  const occurredAt = typeof wire.occurredAt === 'number' ? new Date(wire.occurredAt) : null;
  const records = idsIn(wire, action).map((id) => refTo(object, id));
  return [...records, ...associationsIn(wire, object, action)].map((ref) => ({
    ref,
    origin: 'webhook',
    lane: laneOf(wire, action),
    snapshot: null,
    occurredAt,
  }));
}

const FORM_ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * Whether a form was filled in, and which: of that HubSpot sends no message, but it shows in what it does to the contact.
 * The values of conversion properties are only known of the one that is a name.
 */
export function formHintIn(wire: WireEvent): FormHint | null {
  const { changeSource = '', sourceId = '', propertyName = '', propertyValue } = wire;
  const isForm = /^FORMS?$/.test(changeSource);
  if (!isForm && !/conversion|hs_calculated_form_submissions/.test(propertyName)) return null;
  const [told] = toEvents(wire);
  return {
    form: isForm && FORM_ID.test(sourceId) ? sourceId : null,
    name: propertyName === 'recent_conversion_event_name' ? (propertyValue ?? null) : null,
    contact: told?.ref.object === 'contacts' ? told.ref.id : null,
  };
}

/** The association that a message tells of, where it is a record of its own. */
function associationsIn(wire: WireEvent, object: string, action: string): readonly RecordRef[] {
  const other = wire.toObjectTypeId ?? wire.associationType?.toLowerCase().split('_to_')[1] ?? '';
  const toObject = objectNamed(other);
  const [from] = idsIn(wire, action);
  const to = String(wire.toObjectId);
  if (action !== 'associationChange' || toObject === null || from === undefined || !/^\d+$/.test(to))
    return [];
  return pairsTold(object, from, toObject, to).map((pair) => refTo(pair.object, pair.id));
}

/** A merge concerns the survivor, which may have a new id, and every record that went into it. */
function idsIn(wire: WireEvent, action: string): readonly string[] {
  const ids =
    action === 'merge'
      ? [wire.newObjectId, wire.primaryObjectId, wire.objectId, ...(wire.mergedObjectIds ?? [])]
      : [wire.objectId ?? wire.fromObjectId];
  return [...new Set(ids.map(String).filter((id) => /^\d+$/.test(id)))];
}

/** Consent and the right to be forgotten go before everything else; the echo of our own writes, after it. */
function laneOf(wire: WireEvent, action: string): Lane {
  const consent = /^(hs_email_optout|hs_legal_basis)/.test(wire.propertyName ?? '');
  if (consent || action === 'privacyDeletion') return 'hot';
  const isOwn = wire.changeSource === 'INTEGRATION' && wire.sourceId === String(wire.appId);
  return isOwn ? 'bulk' : 'live';
}
