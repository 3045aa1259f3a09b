import { sql } from 'kysely';
import type { EntityId } from '../domain/entity.ts';
import type { LedgerDb, LedgerTx } from './database.ts';

/** Entities that a person has said are not these. */
export async function keptApart(
  db: LedgerDb,
  entities: readonly EntityId[],
): Promise<ReadonlyMap<EntityId, readonly EntityId[]>> {
  const { rows } = await sql<{ entity_id: EntityId; other_id: EntityId }>`
    select entity_id, other_id from kept_apart where entity_id = any(${[...entities]}::uuid[])`.execute(db);
  return new Map(
    [...Map.groupBy(rows, (row) => row.entity_id)].map(([id, others]) => [
      id,
      others.map((row) => row.other_id),
    ]),
  );
}

/** By a person's word; or because one of the two is forgotten, and is nobody any more. */
export async function areKeptApart(db: LedgerDb, one: EntityId, other: EntityId): Promise<boolean> {
  const { rows } = await sql`
    select 1 from kept_apart where entity_id = ${one}::uuid and other_id = ${other}::uuid
    union all select 1 from entity where id in (${one}::uuid, ${other}::uuid) and withheld in ('erasing', 'erased')
    limit 1`.execute(db);
  return rows.length > 0;
}

/** When the entity was last split from another; null when it never was. */
export async function keptSince(db: LedgerDb, entity: EntityId): Promise<Date | null> {
  const { rows } = await sql<{ since: Date | null }>`
    select max(since) as since from kept_apart where entity_id = ${entity}::uuid`.execute(db);
  return rows[0]?.since ?? null;
}

/** What has left an entity is somebody else, and so is everybody that entity was kept apart from. */
export async function noteKeptApart(
  tx: LedgerTx,
  pair: { readonly left: EntityId; readonly stayed: EntityId; readonly who: string; readonly now: Date },
): Promise<void> {
  const { left, stayed, who, now } = pair;
  await sql`
    with others as (
      select other_id, since, who from kept_apart where entity_id = ${stayed}::uuid
      union all select ${stayed}::uuid, ${now}::timestamptz, ${who}::text)
    insert into kept_apart (entity_id, other_id, since, who)
    select ${left}::uuid, other_id, since, who from others
    union all select other_id, ${left}::uuid, since, who from others
    on conflict do nothing`.execute(tx);
}

/** Two became one by a merge, which is a person's later word: what kept them apart is over, and others stay apart from both. */
export async function joinKeptApart(tx: LedgerTx, into: EntityId, from: EntityId): Promise<void> {
  await sql`
    with gone as (
      delete from kept_apart where entity_id = ${from}::uuid or other_id = ${from}::uuid returning *),
    kept as (
      select case when entity_id = ${from}::uuid then ${into}::uuid else entity_id end as entity_id,
             case when other_id = ${from}::uuid then ${into}::uuid else other_id end as other_id, since, who from gone)
    insert into kept_apart (entity_id, other_id, since, who)
    select entity_id, other_id, since, who from kept where entity_id <> other_id on conflict do nothing`.execute(
    tx,
  );
}
