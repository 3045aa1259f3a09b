import { sql } from 'kysely';
import type { EntityId } from '../domain/entity.ts';
import type { Fields } from '../domain/value.ts';
import { jsonb, type LedgerDb, type LedgerTx } from './database.ts';

/** Where a person stands among the stages, and what both systems were last told of it. */
export interface StoredStanding {
  readonly entity: EntityId;
  readonly stage: string;
  readonly cycle: number;
  readonly since: Date;
  readonly returnAt: Date | null;
  /** When sales last answered. */
  readonly answeredAt: Date | null;
  /** Answers of sales that have been acted on. */
  readonly heard: readonly string[];
  readonly told: Fields;
  /** Entities whose news are news of the person: the company, the opportunities. */
  readonly restsOn: readonly EntityId[];
}

export async function readStandings(
  db: LedgerDb,
  entities: readonly EntityId[],
): Promise<ReadonlyMap<EntityId, StoredStanding>> {
  const { rows } = await sql<StoredStanding>`
    select entity_id as entity, stage, cycle, since, return_at as "returnAt", answered_at as "answeredAt", heard, told, rests_on as "restsOn"
    from standing where entity_id = any(${[...entities]}::uuid[])`.execute(db);
  return new Map(rows.map((row) => [row.entity, row]));
}

export async function writeStandings(
  tx: LedgerTx,
  standings: readonly StoredStanding[],
  now: Date,
): Promise<void> {
  if (standings.length === 0) return;
  await sql`
    insert into standing (entity_id, stage, cycle, since, return_at, answered_at, heard, told, rests_on, decided_at)
    select entity, stage, cycle, since, "returnAt", "answeredAt", array(select jsonb_array_elements_text(heard)), told,
      array(select jsonb_array_elements_text("restsOn")::uuid), ${now}
    from jsonb_to_recordset(${jsonb(standings)}) as r(entity uuid, stage text, cycle integer, since timestamptz,
      "returnAt" timestamptz, "answeredAt" timestamptz, heard jsonb, told jsonb, "restsOn" jsonb)
    on conflict (entity_id) do update set stage = excluded.stage, cycle = excluded.cycle, since = excluded.since,
      return_at = excluded.return_at, answered_at = excluded.answered_at, heard = excluded.heard, told = excluded.told, rests_on = excluded.rests_on,
      decided_at = excluded.decided_at`.execute(tx);
}

/** One change of stage. */
export interface StageChange {
  readonly entity: EntityId;
  readonly at: Date;
  /** Null: the person has just become known. */
  readonly from: string | null;
  readonly to: string;
  readonly cycle: number;
  readonly by: 'start' | 'recipe' | 'answer' | 'person';
  /** Which recipe or answer, or who. */
  readonly name: string | null;
}

export async function logStages(tx: LedgerTx, changes: readonly StageChange[]): Promise<void> {
  if (changes.length === 0) return;
  await sql`
    insert into stage_log (entity_id, at, from_stage, to_stage, cycle, by, name)
    select entity, at, "from", "to", cycle, by, name
    from jsonb_to_recordset(${jsonb(changes)}) as r(entity uuid, at timestamptz, "from" text, "to" text,
      cycle integer, by text, name text)`.execute(tx);
}

/** In the order in which they happened. */
export async function readStages(db: LedgerDb, entity: EntityId): Promise<readonly StageChange[]> {
  const { rows } = await sql<StageChange>`
    select entity_id as entity, at, from_stage as "from", to_stage as "to", cycle, by, name
    from stage_log where entity_id = ${entity}::uuid order by id`.execute(db);
  return rows;
}

/** How many people stand at each stage, where there are stages. */
export async function countStages(
  db: LedgerDb,
): Promise<readonly { readonly stage: string; readonly people: number }[]> {
  const { rows } = await sql<{ stage: string; people: number }>`
    select stage, count(*)::int as people from standing where stage <> '' group by stage order by stage`.execute(
    db,
  );
  return rows;
}

/**
 * Two people are one: whom sales was given stands for both, else who moved last; in no cycle before one in which either was
 * given. News of either are news of who stays.
 */
export async function mergeStandings(tx: LedgerTx, into: EntityId, from: EntityId): Promise<void> {
  await sql`
    with stages as (update stage_log set entity_id = ${into}::uuid where entity_id = ${from}::uuid),
    decisions as (update decision set entity_id = ${into}::uuid where entity_id = ${from}::uuid),
    hand_offs as (update hand_off set entity_id = ${into}::uuid where entity_id = ${from}::uuid),
    news as (delete from to_decide where entity_id = ${from}::uuid returning lane, partition, due_at, received_at),
    stopped_before as (delete from stopped where entity_id = ${from}::uuid),
    other as (delete from standing where entity_id = ${from}::uuid returning *),
    due as (
      insert into to_decide (entity_id, lane, partition, due_at, received_at)
      select ${into}::uuid, n.lane, e.partition, n.due_at, n.received_at from news n, entity e where e.id = ${into}::uuid
      on conflict (entity_id) do update set rings = to_decide.rings + 1,
        due_at = least(to_decide.due_at, excluded.due_at),
        received_at = least(to_decide.received_at, excluded.received_at))
    insert into standing (entity_id, stage, cycle, since, return_at, answered_at, heard, told, rests_on, decided_at)
    select ${into}::uuid, stage, cycle, since, return_at, answered_at, heard, told, rests_on, decided_at from other
    on conflict (entity_id) do update set stage = excluded.stage, cycle = excluded.cycle, since = excluded.since,
      return_at = excluded.return_at, answered_at = excluded.answered_at, heard = excluded.heard, told = excluded.told, rests_on = excluded.rests_on
    where (exists (select 1 from hand_off where entity_id = ${into}::uuid), standing.since)
      < (exists (select 1 from hand_off where entity_id = ${from}::uuid), excluded.since)`.execute(tx);
  await sql`
    update standing set cycle = greatest(cycle, (select max(cycle) from hand_off where entity_id = ${into}::uuid))
    where entity_id = ${into}::uuid`.execute(tx);
}
