import { sql, type Selectable } from 'kysely';
import { earliest } from '../domain/clock.ts';
import type { OpenConflict } from '../domain/conflict.ts';
import type { EntityId, EntityKind } from '../domain/entity.ts';
import type { EventOrigin } from '../domain/event.ts';
import { LANES, type Lane } from '../domain/lane.ts';
import type { RecordRef } from '../domain/record.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Fields } from '../domain/value.ts';
import { openConflicts } from './conflicts.ts';
import { toCorrect, type ToCorrect } from './corrections.ts';
import { fromRefRow, fromStoredSnapshot, inTransaction, type LedgerDb, type RefRow } from './database.ts';
import { keptApart } from './kept-apart.ts';
import type { EndedWhy, InboxRow, Withheld } from './schema.ts';

/** An entity leased to this worker, with everything the ledger knows that a look at it needs. */
export interface ClaimedEntity extends ToCorrect {
  readonly id: EntityId;
  readonly kind: EntityKind;
  readonly partition: number;
  /** The most urgent lane among its inbox rows. */
  readonly lane: Lane;
  /** When the earliest unreconciled event came in. */
  readonly receivedAt: Date;
  readonly inbox: readonly InboxEntry[];
  readonly links: readonly Link[];
  /** Systems where a create was sent, whatever became of it. */
  readonly tried: readonly string[];
  /** Those of them where it was never answered. */
  readonly unsure: readonly string[];
  readonly parked: readonly ParkedIntent[];
  /** Conflicts that wait for a person, or for their choice to arrive. */
  readonly openConflicts: readonly OpenConflict[];
  /** A breaker holds a write of it, which a new decision may take away. */
  readonly held: boolean;
  /** Systems where it is to get no record. */
  readonly unwanted: readonly string[];
  /** Of a person who is erased, or held because of an erasure. */
  readonly withheld: Withheld | null;
  /** Entities that a person has said are not this one. */
  readonly apart: readonly EntityId[];
}

export interface InboxEntry {
  readonly ref: RecordRef;
  readonly snapshot: Snapshot | null;
  readonly origin: EventOrigin;
  readonly rings: number;
  readonly tries: number;
}

export interface Link {
  readonly ref: RecordRef;
  readonly primary: boolean;
  readonly endedWhy: EndedWhy | null;
  /** Null at the first meeting. */
  readonly shadow: Fields | null;
  /** The record as last seen. */
  readonly lastSeen: Fields | null;
  readonly modifiedAt: Date | null;
}

export interface ParkedIntent {
  readonly id: string;
  readonly system: string;
  readonly fields: Fields;
  /** Those of its fields that the system named as refused; none where it named none. */
  readonly refused: readonly string[];
}

export interface ClaimRequest {
  readonly lane: Lane;
  readonly partition: number;
  readonly limit: number;
  readonly worker: string;
  readonly now: Date;
  readonly leaseMs: number;
}

/** How long an entity waits whose last write is still under way. */
const BUSY_MS = 250;
/** For how long bulk work leaves an entity to a due write of another lane; one whose system is away does not keep it off. */
const FIRST_MS = 5_000;

/**
 * Leases up to `limit` due entities of a lane and partition. One that somebody is about to write down is waited for, as nobody
 * would ring for it afterwards. An entity leased elsewhere is passed over, and so is one
 * whose last write is under way: until it has a receipt, our own value would look like an edit made there. Large bulk batches
 * hold entities for long, so they are taken over from those by other lanes, and left to the writes of other lanes.
 */
export async function claimEntities(db: LedgerDb, request: ClaimRequest): Promise<readonly ClaimedEntity[]> {
  const { lane, now } = request;
  const until = new Date(now.getTime() + request.leaseMs);
  const isFree =
    lane === 'bulk'
      ? sql`(e.lease_until is null or e.lease_until <= ${now}) and not exists (
          select 1 from intent w where w.entity_id = e.id and w.state = 'due' and w.lane <> 'bulk'
            and (w.awaits_rules or w.due_at between ${new Date(now.getTime() - FIRST_MS)} and ${now}))`
      : sql`(e.lease_until is null or e.lease_until <= ${now} or e.lease_lane = 'bulk')`;
  const { rows: leased } = await sql<EntityToLoad>`
    with due as (
      select i.entity_id from inbox i
      join entity e on e.id = i.entity_id and ${isFree}
      where i.lane = ${lane} and i.partition = ${request.partition} and i.due_at <= ${now}
      order by i.due_at limit ${request.limit}),
    free as (
      select e.id from entity e where e.id in (select entity_id from due) and ${isFree} order by e.id for no key update)
    update entity set lease_by = ${request.worker}, lease_until = ${until}, lease_lane = ${lane}
    where id in (select id from free)
    returning id, kind, partition, withheld`.execute(db);
  if (leased.length === 0) return [];
  const busy = await giveBackBusy(
    db,
    leased.map((row) => row.id),
    request,
  );
  const free = leased.filter((row) => !busy.has(row.id));
  return free.length === 0 ? [] : loadEntities(db, free);
}

/** Asked under the lease, so that no delivery of a leased entity can begin afterwards. */
async function giveBackBusy(
  db: LedgerDb,
  ids: readonly EntityId[],
  { worker, now }: ClaimRequest,
): Promise<ReadonlySet<EntityId>> {
  const dueAt = new Date(now.getTime() + BUSY_MS);
  const { rows } = await inTransaction(db, (tx) =>
    sql<{ entity_id: EntityId }>`
    with busy as (
      select distinct entity_id as id from intent where entity_id = any(${[...ids]}::uuid[]) and state = 'sent'),
    freed as (
      update entity set lease_by = null, lease_until = null
      where id in (select id from busy) and lease_by = ${worker} returning id)
    update inbox set due_at = ${dueAt} where entity_id in (select id from freed) returning entity_id`.execute(
      tx,
    ),
  );
  return new Set(rows.map((row) => row.entity_id));
}

export interface EntityToLoad {
  readonly id: EntityId;
  readonly kind: EntityKind;
  readonly partition: number;
  readonly withheld: Withheld | null;
}

/**
 * What the ledger knows of entities. A snapshot that was asked for before our last write to its record arrived may show what
 * was there before: it is not used.
 */
export async function loadEntities(
  db: LedgerDb,
  leased: readonly EntityToLoad[],
): Promise<readonly ClaimedEntity[]> {
  const ids = leased.map((row) => row.id);
  const [inbox, links, tried, aside, conflicts, unwanted, apart, corrections] = await Promise.all([
    sql<Selectable<Omit<InboxRow, 'partition' | 'occurred_at' | 'due_at' | 'read_at'>>>`
      select i.system, i.object, i.record_id, i.entity_id, i.lane, i.origin, i.received_at, i.tries, i.rings, case when exists (
        select 1 from receipt r where r.entity_id = i.entity_id
          and (r.system, r.object, r.record_id) = (i.system, i.object, i.record_id) and r.delivered_at >= i.read_at)
        then null else i.snapshot end as snapshot
      from inbox i where i.entity_id = any(${ids}::uuid[])`.execute(db),
    sql<
      RefRow & {
        entity_id: EntityId;
        is_primary: boolean;
        ended_why: EndedWhy | null;
        shadow: Fields | null;
        last_seen: Fields | null;
        modified_at: Date | null;
      }
    >`
      select l.system, l.object, l.record_id, l.entity_id, l.is_primary, l.ended_why, s.fields as shadow, r.fields as last_seen, r.modified_at
      from link l
      left join shadow s using (system, object, record_id)
      left join record r using (system, object, record_id)
      where l.entity_id = any(${ids}::uuid[])
      order by l.linked_at, l.record_id`.execute(db),
    sql<{ entity_id: EntityId; system: string; unsure: boolean }>`
      select entity_id, system, bool_or(outcome = 'unknown') as unsure from attempt
      where entity_id = any(${ids}::uuid[]) and kind = 'create' group by entity_id, system`.execute(db),
    db
      .selectFrom('intent')
      .select(['id', 'entity_id', 'system', 'fields', 'state', 'refused'])
      .where('entity_id', '=', sql<string>`any(${ids}::uuid[])`)
      .where('state', 'in', ['parked', 'held'])
      .execute(),
    openConflicts(db, ids),
    db
      .selectFrom('unwanted')
      .select(['entity_id', 'system'])
      .where('entity_id', '=', sql<string>`any(${ids}::uuid[])`)
      .execute(),
    keptApart(db, ids),
    toCorrect(db, ids),
  ]);
  const inboxOf = Map.groupBy(inbox.rows, (row) => row.entity_id);
  const linksOf = Map.groupBy(links.rows, (row) => row.entity_id);
  const triedOf = Map.groupBy(tried.rows, (row) => row.entity_id);
  const asideOf = Map.groupBy(aside, (row) => row.entity_id);
  const unwantedOf = Map.groupBy(unwanted, (row) => row.entity_id);
  return leased.map(({ id, kind, partition, withheld }) => {
    const rows = inboxOf.get(id) ?? [];
    return {
      id,
      kind,
      partition,
      lane: LANES[Math.min(...rows.map((row) => LANES.indexOf(row.lane)))] ?? 'live',
      receivedAt: earliest(rows.map((row) => row.received_at)),
      inbox: rows.map((row) => ({
        ref: fromRefRow(row),
        snapshot: fromStoredSnapshot(row.snapshot),
        origin: row.origin,
        rings: row.rings,
        tries: row.tries,
      })),
      links: (linksOf.get(id) ?? []).map((row) => ({
        ref: fromRefRow(row),
        primary: row.is_primary,
        endedWhy: row.ended_why,
        shadow: row.shadow,
        lastSeen: row.last_seen,
        modifiedAt: row.modified_at,
      })),
      tried: (triedOf.get(id) ?? []).map((row) => row.system),
      unsure: (triedOf.get(id) ?? []).flatMap((row) => (row.unsure ? [row.system] : [])),
      parked: (asideOf.get(id) ?? []).flatMap((row) =>
        row.state === 'parked'
          ? [{ id: row.id, system: row.system, fields: row.fields as Fields, refused: row.refused }]
          : [],
      ),
      held: (asideOf.get(id) ?? []).some((row) => row.state === 'held'),
      openConflicts: conflicts.get(id) ?? [],
      unwanted: (unwantedOf.get(id) ?? []).map((row) => row.system),
      withheld,
      apart: apart.get(id) ?? [],
      ...corrections(id),
    };
  });
}

/** Gives entities back undone; their inbox rows are due again at `dueAt`. */
export async function releaseEntities(
  db: LedgerDb,
  worker: string,
  ids: readonly EntityId[],
  dueAt: Date,
): Promise<void> {
  await inTransaction(db, (tx) =>
    sql`
    with freed as (
      update entity set lease_by = null, lease_until = null
      where id = any(${[...ids]}::uuid[]) and lease_by = ${worker} returning id)
    update inbox set due_at = ${dueAt}, tries = tries + 1 where entity_id in (select id from freed)`.execute(
      tx,
    ),
  );
}
