import { sql } from 'kysely';
import type { Ids } from '../domain/clock.ts';
import type { EntityId, EntityKind } from '../domain/entity.ts';
import { refKey, type RecordRef } from '../domain/record.ts';
import { jsonb, toRefRow, type LedgerTx, type RefRow } from './database.ts';

/** Which worker's share an entity falls into. Stable, and even because UUIDv7 ends in random bits. */
export const partitionOf = (entity: EntityId, partitions: number): number =>
  Number.parseInt(entity.slice(-6), 16) % partitions;

export interface Placed {
  readonly entity: EntityId;
  readonly partition: number;
}

export interface Newcomer {
  readonly ref: RecordRef;
  readonly kind: EntityKind;
  /** Our external key on the record, if it is known already. */
  readonly key: string | null;
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * The entity of each record. A record never seen before belongs to the entity whose key it carries: an event often tells
 * of what we made before the answer to our own call does. Any other gets an entity of its own, to be matched later.
 * Two processes that meet the same new record at once end up with one entity: the link's key decides.
 */
export async function placeRecords(
  tx: LedgerTx,
  newcomers: readonly Newcomer[],
  context: { readonly ids: Ids; readonly partitions: number; readonly now: Date },
): Promise<ReadonlyMap<string, Placed>> {
  const placed = await placesOf(tx, newcomers);
  const missing = new Map<string, Newcomer>();
  for (const newcomer of newcomers) {
    const key = refKey(newcomer.ref);
    if (!placed.has(key)) missing.set(key, newcomer);
  }
  if (missing.size === 0) return placed;

  const rows = [...missing.values()].map(({ ref, kind, key }) => {
    const id = context.ids.next();
    const partition = partitionOf(id, context.partitions);
    return { ...toRefRow(ref), id, kind, partition, key: key !== null && UUID.test(key) ? key : null };
  });
  await sql`
    with incoming as (
      select * from jsonb_to_recordset(${jsonb(rows)})
        as r(system text, object text, record_id text, id uuid, kind text, partition smallint, key uuid)),
    owner as materialized (
      select e.id, e.kind from entity e
      where e.id in (select key from incoming) and e.folded_into is null order by e.id for no key update),
    placed as (
      select i.*, o.id as owner from incoming i left join owner o on o.id = i.key and o.kind = i.kind),
    born as (
      insert into entity (id, kind, partition, created_at)
      select id, kind, partition, ${context.now} from placed where owner is null)
    insert into link (system, object, record_id, entity_id, is_primary, linked_by, linked_at)
    select system, object, record_id, coalesce(owner, id),
      owner is null or (row_number() over (partition by owner, system order by record_id) = 1 and not exists (
        select 1 from link l where l.entity_id = p.owner and l.system = p.system and l.is_primary and l.ended_why is null)),
      case when owner is null then 'first-seen' else 'external-key' end, ${context.now}
    from placed p
    on conflict (system, object, record_id) do nothing`.execute(tx);
  return placesOf(tx, newcomers);
}

async function placesOf(tx: LedgerTx, newcomers: readonly Newcomer[]): Promise<Map<string, Placed>> {
  const refs = newcomers.map(({ ref }) => toRefRow(ref));
  const { rows } = await sql<RefRow & { entity_id: EntityId; partition: number }>`
    select l.system, l.object, l.record_id, l.entity_id, e.partition
    from jsonb_to_recordset(${jsonb(refs)}) as r(system text, object text, record_id text)
    join link l using (system, object, record_id)
    join entity e on e.id = l.entity_id`.execute(tx);
  const places = new Map<string, Placed>();
  for (const row of rows) {
    const key = refKey({ system: row.system, object: row.object, id: row.record_id });
    places.set(key, { entity: row.entity_id, partition: row.partition });
  }
  return places;
}

/**
 * Makes this transaction the only one that changes these entities, what they wait for and who waits for them. Always
 * the first locks a transaction takes, and always in one order, so that two never wait for each other. It keeps nobody from
 * adding rows that refer to an entity, as new events do; with `for update` they would wait, and each for the other.
 * https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-ROWS
 */
export async function lockEntities(tx: LedgerTx, ids: readonly EntityId[]): Promise<void> {
  await sql`
    select 1 from entity where id = any(${[...new Set(ids)]}::uuid[]) order by id for no key update`.execute(
    tx,
  );
}
