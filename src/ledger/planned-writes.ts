import { sql } from 'kysely';
import { CHANGE_KINDS, type Changes } from '../domain/change.ts';
import type { EntityId, EntityKind } from '../domain/entity.ts';
import { RULES, type RecordRef } from '../domain/record.ts';
import type { PlannedConflict, PlannedPark, PlannedWrite } from '../domain/sync-plan.ts';
import type { Fields } from '../domain/value.ts';
import type { LedgerDb } from './database.ts';

/** What waits in the outbox, beside what the target held when it was read. */
export async function plannedWrites(db: LedgerDb): Promise<readonly PlannedWrite[]> {
  const { rows } = await sql<{
    kind: 'create' | 'update';
    entity_id: EntityId;
    entity_kind: EntityKind;
    system: string;
    object: string;
    record_id: string | null;
    fields: Fields;
    changes: Changes | null;
    live: Fields | null;
  }>`
    select i.kind, i.entity_id, e.kind as entity_kind, i.system, i.object, i.record_id, i.fields, i.changes, r.fields as live
    from intent i join entity e on e.id = i.entity_id
    left join record r on (r.system, r.object, r.record_id) = (i.system, i.object, i.record_id)
    where i.state = 'due' order by i.system, i.object, i.kind desc, i.record_id, i.entity_id`.execute(db);
  const records = await recordsOf(
    db,
    rows.map((row) => row.entity_id),
  );
  return rows.map((row) => ({
    kind: row.kind,
    entityKind: row.entity_kind,
    system: row.system,
    object: row.object,
    record: row.record_id,
    before: Object.fromEntries(Object.keys(row.fields).map((name) => [name, row.live?.[name] ?? null])),
    after: row.fields,
    sources: (records.get(row.entity_id) ?? []).filter((ref) => ref.system !== row.system),
    changes: CHANGE_KINDS.filter((kind) => kind in (row.changes ?? {})),
  }));
}

export async function plannedConflicts(db: LedgerDb): Promise<readonly PlannedConflict[]> {
  const { rows } = await sql<PlannedConflict>`
    select field, winner, reason, (
      select coalesce(jsonb_agg(side - 'changed'), '[]') from jsonb_array_elements(sides) as side) as sides
    from conflict where closed_at is null order by field, id`.execute(db);
  return rows;
}

export async function plannedParks(db: LedgerDb): Promise<readonly PlannedPark[]> {
  const { rows } = await sql<{
    entity_id: EntityId;
    system: string;
    code: string;
    meaning: string;
    fix: string;
  }>`select entity_id, system, code, meaning, fix from failure order by system, code, entity_id`.execute(db);
  const records = await recordsOf(
    db,
    rows.map((row) => row.entity_id),
  );
  return rows.map(({ entity_id, ...row }) => ({ ...row, records: records.get(entity_id) ?? [] }));
}

export async function countWaiting(db: LedgerDb): Promise<number> {
  const { rows } = await sql<{
    n: number;
  }>`select count(distinct w.entity_id)::int as n from waiting w where not exists (
    select 1 from failure f where f.entity_id = w.entity_id and f.kind = 'ambiguous-match')`.execute(db);
  return rows[0]?.n ?? 0;
}

/** The records that stand for each entity; what the rules tell of it is none. */
async function recordsOf(
  db: LedgerDb,
  entities: readonly EntityId[],
): Promise<ReadonlyMap<EntityId, readonly RecordRef[]>> {
  const { rows } = await sql<{ entity_id: EntityId; system: string; object: string; record_id: string }>`
    select entity_id, system, object, record_id from link
    where entity_id = any(${[...new Set(entities)]}::uuid[]) and is_primary and ended_why is null and system <> ${RULES}
    order by system, object, record_id`.execute(db);
  return new Map(
    [...Map.groupBy(rows, (row) => row.entity_id)].map(([entity, links]) => [
      entity,
      links.map((link) => ({ system: link.system, object: link.object, id: link.record_id })),
    ]),
  );
}
