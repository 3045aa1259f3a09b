import { sql, type RawBuilder } from 'kysely';
import { ERASER } from './erasures.ts';
import { inTransaction, type LedgerDb } from './database.ts';

export type Stage = 'reconcile' | 'decide' | 'deliver';

/** Where there is work: a stage's share of the entities in one lane. */
export interface WorkPlace {
  readonly stage: Stage;
  readonly lane: string;
  readonly partition: number;
}

/**
 * Takes back what a dead worker left: its entities are free again, and what became of a write it had sent is looked up
 * before its entity is decided about anew. Notices of other workers that died are due again by themselves.
 *
 * @param before leases that ended before this are dead; null when no other worker can exist (an embedded ledger at start)
 * @returns how many writes were of unknown outcome
 */
export async function recoverLeases(db: LedgerDb, before: Date | null, now: Date): Promise<number> {
  return inTransaction(db, async (tx) => {
    for (const table of ['entity', 'to_decide'] as const) {
      await sql`
        update ${sql.table(table)} set lease_by = null, lease_until = null
        where lease_until is not null and lease_by <> ${ERASER} and (${before}::timestamptz is null or lease_until <= ${before})`.execute(
        tx,
      );
    }
    await sql`
      update notice set lease_by = null, due_at = ${now}
      where state = 'due' and lease_by is not null and ${before}::timestamptz is null`.execute(tx);
    const { rows } = await sql`
      with lost as (
        update intent set lease_by = null, lease_until = least(lease_until, ${now})
        where state = 'sent' and (${before}::timestamptz is null or lease_until <= ${before}) returning id)
      update attempt set outcome = 'unknown' where outcome = 'sent' and intent_id in (select id from lost)
      returning intent_id`.execute(tx);
    return rows.length;
  });
}

/**
 * Gives back what a worker that stops could not finish: nobody waits for its leases to end, and what it still thinks out is
 * dropped. Its batches are named after it, as `<worker>/<id>`.
 */
export async function giveBackLeases(db: LedgerDb, worker: string): Promise<void> {
  for (const table of ['entity', 'to_decide'] as const) {
    await sql`
      update ${sql.table(table)} set lease_by = null, lease_until = null
      where lease_until is not null and starts_with(lease_by, ${`${worker}/`})`.execute(db);
  }
}

/** Where work is due in any stage, for the re-ring. */
export async function dueWork(db: LedgerDb, now: Date): Promise<readonly WorkPlace[]> {
  const { rows } = await sql<WorkPlace>`
    select distinct 'reconcile' as stage, lane, partition from inbox where due_at <= ${now}
    union all
    select distinct 'decide' as stage, lane, partition from to_decide where due_at <= ${now}
    union all
    select distinct 'deliver' as stage, lane, partition from intent
    where (state = 'due' and due_at <= ${now}) or (state = 'sent' and lease_until <= ${now})`.execute(db);
  return rows;
}

/** When the next work of this stage, lane and partition that is not due yet will be; null when there is none. */
export async function nextDue(
  db: LedgerDb,
  { stage, lane, partition }: WorkPlace,
  now: Date,
): Promise<Date | null> {
  const { rows } = await sql<{ due: Date | null }>`
    select min(due_at) as due from ${WAITING[stage]}
    and lane = ${lane} and partition = ${partition} and due_at > ${now}`.execute(db);
  return rows[0]?.due ?? null;
}

const WAITING: Readonly<Record<Stage, RawBuilder<unknown>>> = {
  reconcile: sql`inbox where true`,
  decide: sql`to_decide where true`,
  deliver: sql`intent where state = 'due'`,
};
