import { sql } from 'kysely';
import type { ChangeStream } from './change-counts.ts';
import type { LedgerDb } from './database.ts';

/** What was known when a breaker tripped. */
export interface Trip {
  /** Waiting and delivered within 24 hours. */
  readonly changes: number;
  readonly usual: number | null;
  readonly days: number;
  readonly most: number;
  readonly mappingVersion: string;
  readonly now: Date;
}

/** Stops a stream. @returns the breaker's id; null when another worker has tripped it already */
export async function tripBreaker(db: LedgerDb, stream: ChangeStream, trip: Trip): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    insert into breaker (system, lane, kind, tripped_at, changes, usual, days, most, mapping_version)
    values (${stream.system}, ${stream.lane}, ${stream.kind}, ${trip.now}, ${trip.changes}, ${trip.usual}, ${trip.days},
      ${trip.most}, ${trip.mappingVersion})
    on conflict (system, lane, kind) where ended is null do nothing returning id`.execute(db);
  return rows[0]?.id ?? null;
}

/** A breaker that whoever decides about it has locked. */
export interface LockedBreaker extends ChangeStream {
  readonly id: number;
  readonly ended: 'released' | 'discarded' | null;
  readonly ended_by: string | null;
}

/** A stream that is stopped, in numbers. */
export interface TrippedBreaker extends ChangeStream {
  readonly id: number;
  /** Held in the outbox. */
  readonly waiting: number;
  /** Changes a day; null: too few days to say. */
  readonly usual: number | null;
  /** The days the usual was learned from. */
  readonly days: number;
  /** The most in 24 hours that nobody is asked about. */
  readonly most: number;
  readonly since: Date;
  readonly mappingVersion: string;
}

/** Every breaker that waits for a person. Without any, it costs next to nothing. */
export async function trippedBreakers(db: LedgerDb): Promise<readonly TrippedBreaker[]> {
  const { rows } = await sql<TrippedBreaker>`
    select b.id, b.system, b.lane, b.kind, b.usual, b.days, b.most, b.tripped_at as since,
      b.mapping_version as "mappingVersion",
      (select count(*)::int from intent i
        where i.state = 'held' and i.lane = b.lane and i.system = b.system and i.changes ? b.kind) as waiting
    from breaker b where b.ended is null order by b.id`.execute(db);
  return rows;
}
