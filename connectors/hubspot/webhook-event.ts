import type { Event } from '../../src/domain/event.ts';
import type { Lane } from '../../src/domain/lane.ts';
import { refKey } from '../../src/domain/record.ts';
import { objectNamed } from './objects.ts';
import { refTo } from './record.ts';

/** One webhook message, classic (`contact.creation`) or generic (`object.creation` with `objectTypeId`). */
export interface WireEvent {
  readonly portalId?: number;
  /** The guide's table calls it `eventType`; deliveries carry `subscriptionType`. */
  readonly subscriptionType?: string;
  readonly eventType?: string;
  readonly objectTypeId?: string;
  readonly fromObjectTypeId?: string;
  readonly objectId?: number | string;
  readonly fromObjectId?: number | string;
  readonly propertyName?: string;
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
  return idsIn(wire, action).map((id) => ({
    ref: refTo(object, id),
    origin: 'webhook',
    lane: laneOf(wire, action),
    snapshot: null,
    occurredAt,
  }));
}

/** A merge concerns the survivor, which may have a new id, and every record that went into it. */
function idsIn(wire: WireEvent, action: string): readonly string[] {
  const ids =
    action === 'merge'
      ? [wire.newObjectId, wire.primaryObjectId, wire.objectId, ...(wire.mergedObjectIds ?? [])]
      : [wire.objectId ?? wire.fromObjectId];
  return [...new Set(ids.map(String).filter((id) => /^\d+$/.test(id)))];
}

/** Consent and the right to be forgotten go before everything else. */
function laneOf(wire: WireEvent, action: string): Lane {
  const consent = /^(hs_email_optout|hs_legal_basis)/.test(wire.propertyName ?? '');
  return consent || action === 'privacyDeletion' ? 'hot' : 'live';
}

/** One event per record: many property changes of one save say the same. The hot lane and the latest time win. */
export function condensed(events: readonly Event[]): readonly Event[] {
  const byRef = new Map<string, Event>();
  for (const event of events) {
    const key = refKey(event.ref);
    const before = byRef.get(key) ?? event;
    byRef.set(key, {
      ...event,
      lane: before.lane === 'hot' ? 'hot' : event.lane,
      occurredAt: later(before.occurredAt, event.occurredAt),
    });
  }
  return [...byRef.values()];
}

function later(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}
