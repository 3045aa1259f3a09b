import { sql } from 'kysely';
import { HOUR_MS } from '../domain/clock.ts';
import type { DriftCause, DriftCount, DriftFinding } from '../domain/drift.ts';
import type { EntityId, EntityKind } from '../domain/entity.ts';
import { inTransaction, jsonb, type LedgerDb, type LedgerTx } from './database.ts';

export interface NotedLook {
  /** Entities that were compared: what was found of them before and is not found now has ended. */
  readonly compared: readonly EntityId[];
  readonly findings: readonly DriftFinding[];
  /** Of those that were drawn by chance; looks at what was found before would count it twice. */
  readonly counts: readonly DriftCount[];
}

/** Keeps what a look has found, and ends what has ended. */
export async function noteLook(
  db: LedgerDb,
  { compared, findings, counts }: NotedLook,
  now: Date,
): Promise<void> {
  const rows = findings.map(({ entity, ref, field, cause, code, since }) => ({
    entity_id: entity,
    system: ref.system,
    object: ref.object,
    record_id: ref.id,
    field: field ?? '',
    cause,
    code,
    since,
  }));
  const hour = new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS);
  await inTransaction(db, async (tx) => {
    await sql`
      update drift d set ended_at = ${now} where ended_at is null and (
        entity_id in (select id from entity where folded_into is not null or withheld is not null)
        or entity_id = any(${[...compared]}::uuid[]) and not exists (
          select 1 from jsonb_to_recordset(${jsonb(rows)}) as r(entity_id uuid, system text, field text)
          where (r.entity_id, r.system, r.field) = (d.entity_id, d.system, d.field)))`.execute(tx);
    await sql`
      insert into drift as d (entity_id, system, object, record_id, field, cause, code, since, found_at)
      select entity_id, system, object, record_id, field, cause, code, since, ${now}
      from jsonb_to_recordset(${jsonb(rows)}) as r(entity_id uuid, system text, object text, record_id text, field text,
        cause text, code text, since timestamptz)
      on conflict (entity_id, system, field) do update set object = excluded.object, record_id = excluded.record_id,
        cause = excluded.cause, code = excluded.code, since = excluded.since, ended_at = null,
        found_at = case when d.ended_at is null then d.found_at else excluded.found_at end`.execute(tx);
    await sql`
      insert into drift_count as d (hour, kind, field, compared, differing, apart)
      select ${hour}, kind, coalesce(field, ''), compared, differing, apart
      from jsonb_to_recordset(${jsonb(counts)}) as r(kind text, field text, compared int, differing int, apart int)
      on conflict (hour, kind, field) do update set compared = d.compared + excluded.compared,
        differing = d.differing + excluded.differing, apart = d.apart + excluded.apart`.execute(tx);
  });
}

/** What was found and has not ended, the oldest first. */
export async function openDrift(
  db: LedgerDb,
  kind: EntityKind | null,
  limit: number,
): Promise<readonly DriftFinding[]> {
  const { rows } = await sql<{
    entity: EntityId;
    kind: EntityKind;
    system: string;
    object: string;
    record_id: string;
    field: string;
    cause: DriftCause;
    code: string | null;
    since: Date;
  }>`
    select d.entity_id as entity, e.kind, d.system, d.object, d.record_id, d.field, d.cause, d.code, d.since
    from drift d join entity e on e.id = d.entity_id
    where d.ended_at is null and (${kind}::text is null or e.kind = ${kind})
    order by d.since, d.entity_id, d.system, d.field limit ${limit}`.execute(db);
  return rows.map(({ system, object, record_id, field, ...row }) => ({
    ...row,
    ref: { system, object, id: record_id },
    field: field === '' ? null : field,
  }));
}

/** How many were compared since then, and how many of them differed. */
export async function readDriftCounts(db: LedgerDb, since: Date): Promise<readonly DriftCount[]> {
  const { rows } = await sql<Omit<DriftCount, 'field'> & { readonly field: string }>`
    select kind, field, sum(compared)::int as compared, sum(differing)::int as differing, sum(apart)::int as apart
    from drift_count where hour > ${since} group by kind, field order by kind, field`.execute(db);
  return rows.map(({ field, ...row }) => ({ ...row, field: field === '' ? null : field }));
}

/** Nothing is agreed any more about this field of these entities: the next look meets their records as if for the first time. */
export async function forgetAgreed(
  tx: LedgerTx,
  fields: readonly { readonly entity: EntityId; readonly field: string }[],
): Promise<void> {
  await sql`
    update shadow s set fields = s.fields - f.names
    from (
      select entity, array_agg(distinct field) as names
      from jsonb_to_recordset(${jsonb(fields)}) as r(entity uuid, field text) group by entity) f
    join link l on l.entity_id = f.entity and l.is_primary and l.ended_why is null
    where (s.system, s.object, s.record_id) = (l.system, l.object, l.record_id)`.execute(tx);
}
