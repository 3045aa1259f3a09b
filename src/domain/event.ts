import { moreUrgent, type Lane } from './lane.ts';
import { refKey, type RecordRef } from './record.ts';
import { snapshotRef, type Snapshot } from './snapshot.ts';

/** How we came to know. `decision` is what our own rules have decided, `look` is our own wish to look again (a sweep, a repaired link, a superseded intent). */
export const EVENT_ORIGINS = ['webhook', 'poll', 'stream', 'scan', 'intake', 'decision', 'look'] as const;
export type EventOrigin = (typeof EVENT_ORIGINS)[number];

/**
 * "Look again at this record." Level-triggered: lost, doubled, late and reordered events do no harm.
 * A snapshot that came with it spares one read; it never replaces comparing with the shadow.
 */
export interface Event {
  readonly ref: RecordRef;
  readonly origin: EventOrigin;
  readonly lane: Lane;
  readonly snapshot: Snapshot | null;
  /** When the snapshot was asked for; none: when the event came in. */
  readonly readAt?: Date | null;
  /** When the system says it happened; null when it does not say. */
  readonly occurredAt: Date | null;
  /** Our external key, where the system tells it without being asked. */
  readonly externalKey?: string | null;
}

export const observed = (
  snapshot: Snapshot,
  origin: EventOrigin,
  lane: Lane,
  readAt: Date | null = null,
): Event => ({
  ref: snapshotRef(snapshot),
  origin,
  lane,
  snapshot,
  readAt,
  occurredAt: snapshot.kind === 'present' ? snapshot.record.modifiedAt : null,
  externalKey: snapshot.kind === 'present' ? snapshot.record.externalKey : null,
});

/** One event per record, which says what several say together. The latest snapshot stands; a look brings none. */
export function onePerRecord(events: readonly Event[]): readonly Event[] {
  const byRecord = new Map<string, Event>();
  for (const event of events) {
    const key = refKey(event.ref);
    const earlier = byRecord.get(key);
    byRecord.set(key, earlier === undefined ? event : together(earlier, event));
  }
  return [...byRecord.values()];
}

function together(earlier: Event, later: Event): Event {
  return {
    ...later,
    origin: earlier.origin === 'look' ? 'look' : later.origin,
    lane: moreUrgent(earlier.lane, later.lane),
    ...(later.origin === 'look' ? { snapshot: earlier.snapshot, readAt: earlier.readAt ?? null } : {}),
    occurredAt: latest(earlier.occurredAt, later.occurredAt),
    externalKey: later.externalKey ?? earlier.externalKey ?? null,
  };
}

function latest(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}
