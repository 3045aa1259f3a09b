import { sql } from 'kysely';
import type { EntityId } from '../domain/entity.ts';
import { inTransaction, jsonb, type LedgerDb, type LedgerTx } from './database.ts';
import { COURSE, withDate, type HandOffCourse, type StepDone, type StoredHandOff } from './hand-offs.ts';

/** A hand-off in this worker's hands until `until`. */
export interface OpenHandOff extends StoredHandOff, HandOffCourse {
  readonly until: Date;
}

export interface ClaimHandOffs {
  readonly limit: number;
  readonly now: Date;
  /** What a worker that died had in its hands is due again after this. */
  readonly leaseMs: number;
}

/** Takes open hand-offs that are due to be looked at, the longest due first. */
export async function claimHandOffs(
  db: LedgerDb,
  { limit, now, leaseMs }: ClaimHandOffs,
): Promise<readonly OpenHandOff[]> {
  const until = new Date(now.getTime() + leaseMs);
  const { rows } = await sql<Omit<OpenHandOff, 'until'>>`
    with due as (
      select id from hand_off where closed_at is null and look_at <= ${now}
      order by look_at, id limit ${limit} for update skip locked)
    update hand_off h set look_at = ${until} from due where h.id = due.id
    returning h.id, h.entity_id as entity, h.cycle, h.kind, h.owner, h.queue, h.routed, h.made, h.priority,
      h.source_at as "sourceAt", h.received_at as "receivedAt", h.decided_at as "decidedAt", ${COURSE}`.execute(
    db,
  );
  return rows.map((row) => ({ ...row, steps: row.steps.map(withDate), until }));
}

/** What a look at a hand-off has found. */
export interface Looked {
  readonly handOff: OpenHandOff;
  readonly visibleAt: Date | null;
  readonly reassignedAt: Date | null;
  readonly touchedAt: Date | null;
  readonly dueAt: Date | null;
  readonly isOver: boolean;
  /** When to look again if there is no news before; null: not by itself. */
  readonly lookAt: Date | null;
}

/** Notes what was found. A hand-off of which there is news since is left: it is looked at again. */
export async function noteLooks(db: LedgerDb, looked: readonly Looked[], now: Date): Promise<void> {
  if (looked.length === 0) return;
  const rows = looked.map(({ handOff: { id, until }, ...found }) => ({ id, until, ...found }));
  await inTransaction(db, (tx) =>
    sql`
      update hand_off h set visible_at = r."visibleAt", reassigned_at = r."reassignedAt", touched_at = r."touchedAt",
        due_at = coalesce(r."dueAt", h.due_at), look_at = r."lookAt", closed_at = case when r."isOver" then ${now}::timestamptz end
      from jsonb_to_recordset(${jsonb(rows)}) as r(id uuid, until timestamptz, "visibleAt" timestamptz,
        "reassignedAt" timestamptz, "touchedAt" timestamptz, "dueAt" timestamptz, "lookAt" timestamptz, "isOver" boolean)
      where h.id = r.id and h.look_at = r.until and h.closed_at is null`.execute(tx),
  );
}

/** Whether the hand-off is still in this worker's hands; nobody else changes it before the transaction ends. */
export async function stillToStep(tx: LedgerTx, { id, entity, until }: OpenHandOff): Promise<boolean> {
  const { rows } = await sql`
    select 1 from hand_off
    where id = ${id}::uuid and entity_id = ${entity}::uuid and look_at = ${until} and closed_at is null for update`.execute(
    tx,
  );
  return rows.length > 0;
}

/** Notes a step that was done; the hand-off is looked at again at once. */
export async function noteStep(
  tx: LedgerTx,
  { id }: OpenHandOff,
  step: StepDone,
  stepsDone: number,
  now: Date,
): Promise<void> {
  await sql`
    update hand_off set steps = steps || ${jsonb([step])}, steps_done = ${stepsDone}, look_at = ${now}
    where id = ${id}::uuid`.execute(tx);
}

/** A hand-off as whoever has it next gets it. */
export type GivenAgain = Pick<StoredHandOff, 'owner' | 'queue' | 'routed' | 'made'>;

/** Gives a hand-off to somebody else: what is done while nobody touches it begins anew. */
export async function noteGivenAgain(
  tx: LedgerTx,
  { id }: OpenHandOff,
  { owner, queue, routed, made }: GivenAgain,
  now: Date,
): Promise<void> {
  await sql`
    update hand_off set owner = ${owner}, queue = ${queue}, routed = ${jsonb(routed)}, made = ${jsonb(made)},
      given_at = ${now}, reassigned_at = null, due_at = null, steps_done = 0, reassignments = reassignments + 1
    where id = ${id}::uuid`.execute(tx);
}

/** Sales has given the person to somebody else, who sees them there: what is done meanwhile begins anew. */
export async function noteMoved(
  tx: LedgerTx,
  { id }: OpenHandOff,
  { owner, queue }: Pick<StoredHandOff, 'owner' | 'queue'>,
  now: Date,
): Promise<void> {
  await sql`
    update hand_off set owner = ${owner}, queue = ${queue}, given_at = ${now}, reassigned_at = ${now}, due_at = null
    where id = ${id}::uuid`.execute(tx);
}

/** There is news of these people: their open hand-offs are looked at at once, also those in somebody's hands. */
export async function ringHandOffs(tx: LedgerTx, people: readonly EntityId[], now: Date): Promise<void> {
  await sql`
    update hand_off set look_at = ${now} where entity_id = any(${[...people]}::uuid[]) and closed_at is null`.execute(
    tx,
  );
}

/** How many open hand-offs everybody has, by e-mail address. */
export async function openLoads(tx: LedgerTx): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ owner: string; open: number }>`
    select owner, count(*)::int as open from hand_off where closed_at is null and owner is not null group by owner`.execute(
    tx,
  );
  return new Map(rows.map(({ owner, open }) => [owner, open]));
}
