import { sql } from 'kysely';
import type { ConflictSide, DecidedConflict, OpenConflict, ParkedConflict } from '../domain/conflict.ts';
import type { EntityId } from '../domain/entity.ts';
import type { EntityPlan } from '../domain/plan.ts';
import type { SystemName } from '../domain/record.ts';
import { jsonb, type LedgerDb, type LedgerTx } from './database.ts';

/** The conflicts of these entities that are not closed. */
export async function openConflicts(
  db: LedgerDb,
  entities: readonly EntityId[],
): Promise<ReadonlyMap<EntityId, readonly OpenConflict[]>> {
  const { rows } = await sql<OpenConflict & { readonly entity: EntityId; readonly sides: ConflictSide[] }>`
    select entity_id as entity, id, field, revision, sides, choice from conflict
    where entity_id = any(${[...entities]}::uuid[]) and state in ('open', 'resolving') order by id`.execute(
    db,
  );
  return Map.groupBy(rows, (row) => row.entity);
}

/** Writes down what plans say of conflicts: those decided, those parked or brought up to date, and those that are over. */
export async function noteConflicts(
  tx: LedgerTx,
  plans: readonly EntityPlan[],
  context: { readonly now: Date; readonly mappingVersion: string },
): Promise<void> {
  const found = plans.flatMap((plan) =>
    plan.conflicts.map((conflict) => ({ entity_id: plan.entity, ...conflict })),
  );
  const closed = plans.flatMap((plan) => plan.closed);
  if (closed.length > 0) {
    await sql`
      update conflict c set state = r."end", closed_at = ${context.now}, revision = c.revision + 1,
        value = case when r."end" = 'resolved' then c.choice -> 'value' else c.value end,
        winner = case when r."end" = 'resolved' then c.choice ->> 'take' else c.winner end
      from jsonb_to_recordset(${jsonb(closed)}) as r(id bigint, revision integer, "end" text)
      where c.id = r.id and c.revision = r.revision and c.state in ('open', 'resolving')`.execute(tx);
  }
  await noteDecided(
    tx,
    found.filter((conflict) => conflict.kind === 'decided'),
    context,
  );
  await notePark(
    tx,
    found.filter((conflict) => conflict.kind === 'parked'),
    context,
  );
}

interface NoteContext {
  readonly now: Date;
  readonly mappingVersion: string;
}

/** A decision whose write is still to come is thought out again at each look: it is one conflict. */
async function noteDecided(
  tx: LedgerTx,
  decided: readonly (DecidedConflict & { readonly entity_id: EntityId })[],
  { now, mappingVersion }: NoteContext,
): Promise<void> {
  if (decided.length === 0) return;
  const rows = decided.map((conflict) => ({ ...conflict, value: JSON.stringify(conflict.value) }));
  await sql`
    insert into conflict (entity_id, field, winner, value, losers, reason, decided_at, rule, sides, mapping_version, seen_at)
    select entity_id, field, winner, value::jsonb, losers, reason, ${now}, rule, sides, ${mappingVersion}, ${now}
    from jsonb_to_recordset(${jsonb(rows)})
      as r(entity_id uuid, field text, winner text, value text, losers jsonb, reason text, rule text, sides jsonb)
    where not exists (
      select 1 from conflict c where c.entity_id = r.entity_id and c.field = r.field and c.winner = r.winner
        and c.losers = r.losers and c.value = r.value::jsonb and c.state = 'decided')`.execute(tx);
}

/** One row per field: a plan made before someone chose, or before another plan, does not touch what it did not know. */
async function notePark(
  tx: LedgerTx,
  parked: readonly (ParkedConflict & { readonly entity_id: EntityId })[],
  { now, mappingVersion }: NoteContext,
): Promise<void> {
  if (parked.length === 0) return;
  await sql`
    insert into conflict (entity_id, field, losers, reason, decided_at, state, rule, sides, mapping_version, seen_at, revision)
    select entity_id, field, '[]', reason, ${now}, 'open', rule, sides, ${mappingVersion}, ${now}, revises + 1
    from jsonb_to_recordset(${jsonb(parked)})
      as r(entity_id uuid, field text, reason text, rule text, sides jsonb, revises integer)
    on conflict (entity_id, field) where state in ('open', 'resolving') do update set
      state = 'open', choice = null, chosen_by = null, chosen_at = null, reason = excluded.reason, rule = excluded.rule,
      sides = excluded.sides, mapping_version = excluded.mapping_version, seen_at = excluded.seen_at, revision = excluded.revision
    where conflict.revision = excluded.revision - 1`.execute(tx);
}

/**
 * Receipts of the writes that a person's choice asked for: once the last of them is there, the conflict is resolved. A
 * write that was planned before the choice was made (`readAt`) does not count.
 */
export async function noteArrivals(
  tx: LedgerTx,
  arrived: readonly {
    readonly entity: EntityId;
    readonly system: SystemName;
    readonly fields: readonly string[];
    readonly readAt: Date;
  }[],
  now: Date,
): Promise<void> {
  const rows = arrived.flatMap(({ entity, system, fields, readAt }) =>
    fields.map((field) => ({ entity_id: entity, system, field, read_at: readAt })),
  );
  const entities = [...new Set(arrived.map(({ entity }) => entity))];
  await sql`
    with arrived as (
      select * from jsonb_to_recordset(${jsonb(rows)}) as r(entity_id uuid, system text, field text, read_at timestamptz)),
    rest as (
      select c.id, coalesce((
        select jsonb_agg(p) from jsonb_array_elements_text(c.choice -> 'pending') p where p not in (
          select a.system from arrived a
          where a.entity_id = c.entity_id and a.field = c.field and a.read_at >= c.chosen_at)), '[]') as pending
      from conflict c where c.entity_id = any(${entities}::uuid[]) and c.state = 'resolving')
    update conflict c set choice = jsonb_set(c.choice, '{pending}', rest.pending),
      state = case when rest.pending = '[]' then 'resolved' else c.state end,
      value = case when rest.pending = '[]' then c.choice -> 'value' end,
      winner = case when rest.pending = '[]' then c.choice ->> 'take' end,
      closed_at = case when rest.pending = '[]' then ${now}::timestamptz end
    from rest where rest.id = c.id and rest.pending <> c.choice -> 'pending'`.execute(tx);
}
