import { sql } from 'kysely';
import { COMPANY, PERSON, type EntityId, type EntityKind } from '../domain/entity.ts';
import { LANES, type Lane } from '../domain/lane.ts';
import { endAwaiting } from './awaits-rules.ts';
import type { Due } from './capture-events.ts';
import { moveCursor, readCursor } from './cursors.ts';
import { inTransaction, jsonb, type LedgerDb, type LedgerTx } from './database.ts';
import { lockEntities } from './entities.ts';

/** What is decided about. */
const KINDS: readonly EntityKind[] = [PERSON, COMPANY];

/** News of people or companies, for which they are to be decided about at once. */
export interface News {
  readonly entity: EntityId;
  readonly lane: Lane;
  /** When it came in. */
  readonly since: Date;
}

/**
 * Makes people and companies due for a decision; of other entities nothing is decided. Those that are folded into another are
 * passed over: the other has the news, too; and so are those who are erased, or held because of an erasure.
 */
export async function askToDecide(tx: LedgerDb | LedgerTx, news: readonly News[], now: Date): Promise<void> {
  if (news.length === 0) return;
  const rows = news.map(({ entity, lane, since }) => ({
    entity_id: entity,
    urgency: LANES.indexOf(lane),
    since,
  }));
  await sql`
    insert into to_decide (entity_id, lane, partition, due_at, received_at)
    select e.id, (${lanes})[min(r.urgency) + 1], e.partition, ${now}, min(r.since)
    from jsonb_to_recordset(${jsonb(rows)}) as r(entity_id uuid, urgency integer, since timestamptz)
    join entity e on e.id = r.entity_id and e.kind = any(${KINDS}::text[]) and e.folded_into is null and e.withheld is null
    group by e.id order by e.id
    on conflict (entity_id) do update set
      rings = to_decide.rings + 1,
      due_at = least(to_decide.due_at, excluded.due_at),
      received_at = least(to_decide.received_at, excluded.received_at),
      lane = case when to_decide.received_at is null
          or array_position(${lanes}, excluded.lane) < array_position(${lanes}, to_decide.lane)
        then excluded.lane else to_decide.lane end`.execute(tx);
}

const lanes = sql`${sql.lit(`{${LANES.join(',')}}`)}::text[]`;

/** A person or company leased to this worker to be decided about. */
export interface ToDecide {
  readonly entity: EntityId;
  readonly kind: EntityKind;
  readonly lane: Lane;
  readonly rings: number;
  /** When the news came in; null: time alone made it due. */
  readonly receivedAt: Date | null;
}

export interface ClaimToDecide {
  readonly lane: Lane;
  readonly partition: number;
  readonly limit: number;
  readonly worker: string;
  readonly now: Date;
  readonly leaseMs: number;
}

/** Leases up to `limit` of them; whom bulk work holds is taken over from it by other lanes. */
export async function claimToDecide(
  db: LedgerDb,
  { lane, partition, limit, worker, now, leaseMs }: ClaimToDecide,
): Promise<readonly ToDecide[]> {
  const until = new Date(now.getTime() + leaseMs);
  const { rows } = await sql<ToDecide>`
    with due as (
      select entity_id from to_decide
      where lane = ${lane} and partition = ${partition} and due_at <= ${now}
        and (lease_until is null or lease_until <= ${now} or (lease_lane = 'bulk' and ${lane} <> 'bulk'))
      order by due_at limit ${limit} for update skip locked)
    update to_decide t set lease_by = ${worker}, lease_until = ${until}, lease_lane = ${lane}
    from entity e where e.id = t.entity_id and t.entity_id in (select entity_id from due)
    returning t.entity_id as entity, e.kind, t.lane, t.rings, t.received_at as "receivedAt"`.execute(db);
  return rows;
}

/** Of these, those that this worker still holds; nobody else decides about them before the transaction ends. */
export async function stillToDecide(
  tx: LedgerTx,
  entities: readonly EntityId[],
  worker: string,
): Promise<ReadonlySet<EntityId>> {
  const { rows } = await sql<{ id: EntityId }>`
    select entity_id as id from to_decide where entity_id = any(${[...entities]}::uuid[]) and lease_by = ${worker}
    order by entity_id for update`.execute(tx);
  return new Set(rows.map((row) => row.id));
}

export interface DecidedAbout {
  readonly entity: EntityId;
  readonly rings: number;
  /** When to decide again if there is no news before; null: not by itself. */
  readonly next: Date | null;
}

/**
 * Ends the leases. Who has news since is due at once, the others when their time comes. What waited for it is written now.
 *
 * @returns where writes are due now
 */
export async function endDecisions(
  tx: LedgerTx,
  decided: readonly DecidedAbout[],
  worker: string,
  now: Date,
): Promise<readonly Due[]> {
  const entities = decided.map(({ entity }) => entity);
  await lockEntities(tx, entities);
  const rows = decided.map(({ entity, rings, next }) => ({ entity_id: entity, rings, next }));
  await sql`
    with decided as (
      select * from jsonb_to_recordset(${jsonb(rows)}) as r(entity_id uuid, rings bigint, next timestamptz)),
    over as (
      delete from to_decide t using decided d
      where t.entity_id = d.entity_id and t.lease_by = ${worker} and t.rings = d.rings and d.next is null)
    update to_decide t set lease_by = null, lease_until = null,
      due_at = case when t.rings = d.rings then d.next else t.due_at end,
      received_at = case when t.rings = d.rings then null else t.received_at end,
      lane = case when t.rings = d.rings then 'live' else t.lane end
    from decided d where t.entity_id = d.entity_id and t.lease_by = ${worker} and (t.rings > d.rings or d.next is not null)`.execute(
    tx,
  );
  return endAwaiting(tx, entities, now);
}

/** Whoever is deciding about a person has lost them: what was thought out is dropped, and it is decided anew. */
export async function takeFromDeciders(tx: LedgerTx, entity: EntityId): Promise<void> {
  await sql`
    update to_decide set lease_by = null, lease_until = null where entity_id = ${entity}::uuid and lease_by is not null`.execute(
    tx,
  );
}

/** Gives people and companies back about whom could not be decided; they are due again at `dueAt`. */
export async function releaseToDecide(
  tx: LedgerTx,
  entities: readonly EntityId[],
  worker: string,
  { now, dueAt }: { readonly now: Date; readonly dueAt: Date },
): Promise<void> {
  await lockEntities(tx, entities);
  await sql`
    update to_decide set lease_by = null, lease_until = null, due_at = ${dueAt} where lease_by = ${worker}`.execute(
    tx,
  );
  await endAwaiting(tx, entities, now);
}

/** The cursor that names the rules by which everybody is being decided about. */
const RULES_CURSOR = 'rules';

/**
 * Where the rules are others than before, everybody is to be decided about by them. They may be many, so they go last.
 * `version` names the rules.
 */
export async function askByNewRules(db: LedgerDb, version: string, now: Date): Promise<void> {
  await inTransaction(db, async (tx) => {
    if ((await readCursor(tx, RULES_CURSOR)) === version) return;
    await sql`
      insert into to_decide (entity_id, lane, partition, due_at, received_at)
      select id, 'bulk', partition, ${now}, ${now} from entity
      where kind = any(${KINDS}::text[]) and folded_into is null and withheld is null order by id
      on conflict (entity_id) do update set rings = to_decide.rings + 1, due_at = least(to_decide.due_at, excluded.due_at),
        received_at = least(to_decide.received_at, excluded.received_at)`.execute(tx);
    await moveCursor(tx, RULES_CURSOR, version, now);
  });
}

/**
 * Has everybody decided about again whom a trial decides about: the same people as it finds by its hash. They may be many, so
 * they go last.
 */
export async function askTried(
  tx: LedgerTx,
  { version, share }: { readonly version: string; readonly share: number },
  now: Date,
): Promise<void> {
  await sql`
    insert into to_decide (entity_id, lane, partition, due_at, received_at)
    select id, 'bulk', partition, ${now}, ${now} from entity
    where kind = ${PERSON} and folded_into is null and withheld is null
      and ('x' || left(encode(sha256(convert_to(${version} || '/' || id, 'UTF8')), 'hex'), 8))::bit(32)::bigint
        / 4294967296.0 < ${share}::float8
    order by id
    on conflict (entity_id) do update set rings = to_decide.rings + 1, due_at = least(to_decide.due_at, excluded.due_at),
      received_at = least(to_decide.received_at, excluded.received_at)`.execute(tx);
}
