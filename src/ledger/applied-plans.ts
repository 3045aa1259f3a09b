import { sql } from 'kysely';
import { chunks } from '../domain/chunks.ts';
import type { EntityKind } from '../domain/entity.ts';
import type { RecordRef } from '../domain/record.ts';
import { writeKey, type PlannedWrite, type SyncPlan } from '../domain/sync-plan.ts';
import type { Fields } from '../domain/value.ts';
import { inTransaction, jsonb, type LedgerDb } from './database.ts';

const ROWS = 1_000;

export interface AppliedPlan {
  readonly id: string;
  readonly begunAt: Date;
  /** Null while it is under way, or when it was cut off. */
  readonly endedAt: Date | null;
  readonly undoneAt: Date | null;
}

export interface AppliedWrite extends Omit<PlannedWrite, 'changes'> {
  readonly key: string;
  readonly state: 'planned' | 'done' | 'undone';
}

export async function readAppliedPlan(db: LedgerDb, id: string): Promise<AppliedPlan | null> {
  const { rows } = await sql<AppliedPlan>`
    select id, begun_at as "begunAt", ended_at as "endedAt", undone_at as "undoneAt"
    from applied_plan where id::text = ${id}`.execute(db);
  return rows[0] ?? null;
}

/** The latest first. */
export async function listAppliedPlans(db: LedgerDb): Promise<readonly AppliedPlan[]> {
  const { rows } = await sql<AppliedPlan>`
    select id, begun_at as "begunAt", ended_at as "endedAt", undone_at as "undoneAt"
    from applied_plan order by begun_at desc limit 20`.execute(db);
  return rows;
}

/** Keeps the plan and what its writes replace, before the first of them is made. A plan that was cut off is kept as it is. */
export async function beginApply(db: LedgerDb, plan: SyncPlan, who: string, now: Date): Promise<void> {
  await inTransaction(db, async (tx) => {
    await sql`
      insert into applied_plan (id, who, mapping_version, begun_at)
      values (${plan.id}, ${who}, ${plan.mappingVersion}, ${now}) on conflict (id) do nothing`.execute(tx);
    for (const some of chunks(plan.writes, ROWS)) {
      const rows = some.map((write) => ({ key: writeKey(write), ...write }));
      await sql`
        insert into applied_write (plan_id, key, entity_kind, kind, system, object, record_id, sources, before, after)
        select ${plan.id}, r.key, r."entityKind", r.kind, r.system, r.object, r.record, r.sources, r.before, r.after
        from jsonb_to_recordset(${jsonb(rows)}) as r(key text, "entityKind" text, kind text, system text, object text,
          record text, sources jsonb, before jsonb, after jsonb)
        on conflict (plan_id, key) do nothing`.execute(tx);
    }
  });
}

/**
 * Marks the writes that have a receipt since the plan was begun; of a create, the record it made is noted.
 *
 * @returns how many of the plan's writes are done
 */
export async function noteDelivered(db: LedgerDb, plan: string): Promise<number> {
  await sql`
    update applied_write w set state = 'done', record_id = r.record_id
    from applied_plan p, receipt r
    where w.plan_id = ${plan} and p.id = w.plan_id and w.state = 'planned' and r.delivered_at >= p.begun_at
      and r.system = w.system and r.object = w.object and r.kind = w.kind
      and case w.kind when 'update' then r.record_id = w.record_id
        else exists (select 1 from jsonb_to_recordset(w.sources) as s(system text, object text, id text)
          join link l on (l.system, l.object, l.record_id) = (s.system, s.object, s.id)
          where l.entity_id = r.entity_id) end`.execute(db);
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from applied_write where plan_id = ${plan} and state = 'done'`.execute(db);
  return rows[0]?.n ?? 0;
}

export async function endApply(db: LedgerDb, plan: string, now: Date): Promise<void> {
  await sql`update applied_plan set ended_at = coalesce(ended_at, ${now}) where id = ${plan}`.execute(db);
}

export async function appliedWrites(db: LedgerDb, plan: string): Promise<readonly AppliedWrite[]> {
  const { rows } = await sql<{
    key: string;
    entity_kind: EntityKind;
    kind: 'create' | 'update';
    system: string;
    object: string;
    record_id: string | null;
    sources: readonly RecordRef[];
    before: Fields;
    after: Fields;
    state: AppliedWrite['state'];
  }>`select * from applied_write where plan_id = ${plan} order by key`.execute(db);
  return rows.map(({ entity_kind, record_id, ...row }) => ({
    ...row,
    entityKind: entity_kind,
    record: record_id,
  }));
}

export async function noteUndone(
  db: LedgerDb,
  plan: string,
  keys: readonly string[],
  now: Date,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    await sql`
      update applied_write set state = 'undone' where plan_id = ${plan} and key = any(${[...keys]}::text[])`.execute(
      tx,
    );
    await sql`update applied_plan set undone_at = ${now} where id = ${plan}`.execute(tx);
  });
}
