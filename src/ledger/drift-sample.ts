import { sql } from 'kysely';
import type { EntityId, EntityKind } from '../domain/entity.ts';
import type { SystemName } from '../domain/record.ts';
import type { EntityToLoad } from './claim-entities.ts';
import type { LedgerDb } from './database.ts';

/** So many are drawn for each that is wanted, as not all have a record in two systems. */
const SPARE = 20;

export interface SampleRequest {
  readonly kind: EntityKind;
  /** Systems that can be read: an entity counts that has records in two of them. */
  readonly systems: readonly SystemName[];
  readonly size: number;
  /** A whole number: the same one draws the same entities again. */
  readonly seed: number;
}

/**
 * Draws entities at random, each as likely as any other. A share of all rows is drawn first, so that a large ledger is
 * not sorted for a few of them.
 *
 * https://www.postgresql.org/docs/current/sql-select.html (TABLESAMPLE)
 */
export async function sampleLinked(db: LedgerDb, request: SampleRequest): Promise<readonly EntityToLoad[]> {
  const { kind, systems, size, seed } = request;
  const { rows: counted } = await sql<{ n: number }>`
    select count(*)::int as n from entity where kind = ${kind}`.execute(db);
  const percent = Math.min(100, (100 * SPARE * size) / Math.max(1, counted[0]?.n ?? 0));
  const { rows } = await sql<EntityToLoad>`
    with drawn as materialized (
      select id, kind, partition, withheld from entity tablesample bernoulli (${sql.lit(percent)}) repeatable (${sql.lit(seed)})
      where kind = ${kind} and folded_into is null and withheld is null)
    select d.* from drawn d
    where (select count(*) from link l where l.entity_id = d.id and l.is_primary and l.ended_why is null
      and l.system = any(${[...systems]}::text[])) > 1
    order by md5(d.id::text || ${String(seed)}) limit ${size}`.execute(db);
  return rows;
}

/** How many entities of the kind have records in two of the systems. */
export async function countLinked(
  db: LedgerDb,
  systems: readonly SystemName[],
): Promise<ReadonlyMap<EntityKind, number>> {
  const { rows } = await sql<{ kind: EntityKind; n: number }>`
    select e.kind, count(*)::int as n from (
      select entity_id from link where is_primary and ended_why is null and system = any(${[...systems]}::text[])
      group by entity_id having count(*) > 1) linked
    join entity e on e.id = linked.entity_id group by e.kind`.execute(db);
  return new Map(rows.map(({ kind, n }) => [kind, n]));
}

/** Those of the entities that still are; others were folded into another, or are withheld. */
export async function livingEntities(
  db: LedgerDb,
  ids: readonly EntityId[],
): Promise<readonly EntityToLoad[]> {
  const { rows } = await sql<EntityToLoad>`
    select id, kind, partition, withheld from entity
    where id = any(${[...ids]}::uuid[]) and folded_into is null and withheld is null`.execute(db);
  return rows;
}

/**
 * Those of the entities of which something is on its way: come in and not planned, planned and not answered, or written
 * or looked at since `since`.
 */
export async function underWay(
  db: LedgerDb,
  ids: readonly EntityId[],
  since: Date,
  now: Date,
): Promise<ReadonlySet<EntityId>> {
  const { rows } = await sql<{ id: EntityId }>`
    select e.id from entity e where e.id = any(${[...ids]}::uuid[]) and (
      e.lease_until > ${now}
      or exists (select 1 from inbox i where i.entity_id = e.id)
      or exists (select 1 from intent i where i.entity_id = e.id and i.state in ('due', 'sent'))
      or exists (select 1 from receipt r where r.entity_id = e.id and r.delivered_at >= ${since})
      or exists (
        select 1 from link l join record r using (system, object, record_id)
        where l.entity_id = e.id and l.ended_why is null and r.seen_at >= ${since})
      or exists (select 1 from link l join correction c using (system, object, record_id) where l.entity_id = e.id))`.execute(
    db,
  );
  return new Set(rows.map(({ id }) => id));
}
