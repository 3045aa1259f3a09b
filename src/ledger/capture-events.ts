import { sql } from 'kysely';
import type { Ids } from '../domain/clock.ts';
import type { EntityKind } from '../domain/entity.ts';
import { onePerRecord, type Event } from '../domain/event.ts';
import { LANES, type Lane } from '../domain/lane.ts';
import { refKey } from '../domain/record.ts';
import { inTransaction, jsonb, toRefRow, type LedgerDb, type LedgerTx } from './database.ts';
import { placeRecords } from './entities.ts';

export interface CaptureContext {
  readonly now: Date;
  readonly ids: Ids;
  readonly partitions: number;
  /** What a system's object is about; null when no mapping names it, and then its events are not kept. */
  readonly kindOf: (system: string, object: string) => EntityKind | null;
}

/** A bell to ring once the events are stored. */
export interface Due {
  readonly lane: Lane;
  readonly partition: number;
}

/**
 * Stores events in the inbox: one row per record, however many events rang. The newest snapshot wins; an event
 * without one takes an older snapshot away, because it says the record has changed since. Only a `look` leaves it; and a
 * row stays a look whatever rings after it, because a look asks for more than a comparison of this one record.
 *
 * @returns where work is due now
 */
export async function captureEvents(
  db: LedgerDb | LedgerTx,
  events: readonly Event[],
  context: CaptureContext,
): Promise<readonly Due[]> {
  // Always in one order, so that two captures never wait for each other's rows.
  const ordered = onePerRecord(events).toSorted((a, b) => (refKey(a.ref) < refKey(b.ref) ? -1 : 1));
  const wanted = ordered.flatMap((event) => {
    const kind = context.kindOf(event.ref.system, event.ref.object);
    return kind === null ? [] : [{ event, kind }];
  });
  if (wanted.length === 0) return [];
  return db.isTransaction
    ? store(db as LedgerTx, wanted, context)
    : inTransaction(db, (tx) => store(tx, wanted, context));
}

async function store(
  tx: LedgerTx,
  wanted: readonly { readonly event: Event; readonly kind: EntityKind }[],
  context: CaptureContext,
): Promise<readonly Due[]> {
  const places = await placeRecords(
    tx,
    wanted.map(({ event, kind }) => ({ ref: event.ref, kind, key: event.externalKey ?? null })),
    context,
  );
  const rows = wanted.map(({ event }) => {
    const place = places.get(refKey(event.ref));
    if (place === undefined) throw new Error('a record was placed and is not there');
    return {
      ...toRefRow(event.ref),
      entity_id: place.entity,
      partition: place.partition,
      lane: event.lane,
      origin: event.origin,
      snapshot: event.snapshot,
      read_at: event.readAt ?? null,
      occurred_at: event.occurredAt,
    };
  });
  await sql`
    insert into inbox (system, object, record_id, entity_id, lane, partition, origin, snapshot, read_at, occurred_at, received_at, due_at)
    select system, object, record_id, entity_id, lane, partition, origin,
      nullif(snapshot, 'null'::jsonb), coalesce(read_at, ${context.now}), occurred_at, ${context.now}, ${context.now}
    from jsonb_to_recordset(${jsonb(rows)}) as r(system text, object text, record_id text, entity_id uuid,
      lane text, partition smallint, origin text, snapshot jsonb, read_at timestamptz, occurred_at timestamptz)
    on conflict (system, object, record_id) do update set
      rings = inbox.rings + 1,
      lane = case when array_position(${sql.lit(`{${LANES.join(',')}}`)}::text[], excluded.lane)
                     < array_position(${sql.lit(`{${LANES.join(',')}}`)}::text[], inbox.lane)
                  then excluded.lane else inbox.lane end,
      origin = case when inbox.origin = 'look' then 'look' else excluded.origin end,
      snapshot = case when excluded.origin = 'look' then inbox.snapshot else excluded.snapshot end,
      read_at = case when excluded.origin = 'look' then inbox.read_at else excluded.read_at end,
      occurred_at = coalesce(excluded.occurred_at, inbox.occurred_at),
      due_at = least(inbox.due_at, excluded.due_at),
      tries = 0`.execute(tx);
  return dueOnce(rows);
}

/** Each place once. */
export const dueOnce = (due: readonly Due[]): readonly Due[] => [
  ...new Map(
    due.map(({ lane, partition }) => [`${lane}/${partition}`, { lane, partition }] as const),
  ).values(),
];
