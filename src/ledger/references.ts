import { sql } from 'kysely';
import type { EntityId } from '../domain/entity.ts';
import { refKey, type RecordRef } from '../domain/record.ts';
import { captureEvents, type CaptureContext } from './capture-events.ts';
import { fromRefRow, jsonb, toRefRow, type LedgerDb, type RefRow } from './database.ts';
import { isUuid } from './uuid.ts';

/**
 * The entities of referenced records. A record never seen gets an entity and is looked at, so that a reference pulls
 * its target across.
 */
export async function placeReferences(
  db: LedgerDb,
  refs: readonly RecordRef[],
  context: CaptureContext,
): Promise<ReadonlyMap<string, EntityId>> {
  const known = await entitiesOf(db, refs);
  const strangers = refs.filter((ref) => !known.has(refKey(ref)));
  if (strangers.length === 0) return known;
  await captureEvents(
    db,
    strangers.map((ref) => ({ ref, origin: 'look', lane: 'live', snapshot: null, occurredAt: null })),
    context,
  );
  return entitiesOf(db, refs);
}

export async function entitiesOf(
  db: LedgerDb,
  refs: readonly RecordRef[],
): Promise<ReadonlyMap<string, EntityId>> {
  if (refs.length === 0) return new Map();
  const { rows } = await sql<RefRow & { entity_id: EntityId }>`
    select l.system, l.object, l.record_id, l.entity_id
    from jsonb_to_recordset(${jsonb(refs.map(toRefRow))}) as r(system text, object text, record_id text)
    join link l using (system, object, record_id)`.execute(db);
  return new Map(rows.map((row) => [refKey(fromRefRow(row)), row.entity_id]));
}

/** The primary records of entities, by entity. */
export async function primariesOf(
  db: LedgerDb,
  entities: readonly EntityId[],
): Promise<ReadonlyMap<EntityId, readonly RecordRef[]>> {
  if (entities.length === 0) return new Map();
  const { rows } = await sql<RefRow & { entity_id: EntityId }>`
    select entity_id, system, object, record_id from link
    where entity_id = any(${[...entities]}::uuid[]) and is_primary and ended_why is null`.execute(db);
  const grouped = Map.groupBy(rows, (row) => row.entity_id);
  return new Map([...grouped].map(([id, found]) => [id, found.map(fromRefRow)]));
}

/** The living entity behind each external key, after any folding; keys the ledger never gave are left out. */
export async function survivorsOf(
  db: LedgerDb,
  keys: readonly string[],
): Promise<ReadonlyMap<string, EntityId>> {
  const ids = keys.filter(isUuid);
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ key: string; id: EntityId }>`
    with recursive chain as (
      select id as key, id, folded_into from entity where id = any(${ids}::uuid[])
      union all select c.key, e.id, e.folded_into from entity e join chain c on e.id = c.folded_into)
    select key, id from chain where folded_into is null`.execute(db);
  return new Map(rows.map((row) => [row.key, row.id]));
}
