import { sql } from 'kysely';
import { inTransaction, type LedgerDb } from './database.ts';

/**
 * Takes back what a dead worker left: its entities are free again, and what became of a write it had sent is looked up
 * before its entity is decided about anew.
 *
 * @param before leases that ended before this are dead; null when no other worker can exist (an embedded ledger at start)
 * @returns how many writes were of unknown outcome
 */
export async function recoverLeases(db: LedgerDb, before: Date | null, now: Date): Promise<number> {
  return inTransaction(db, async (tx) => {
    await sql`
      update entity set lease_by = null, lease_until = null
      where lease_until is not null and (${before}::timestamptz is null or lease_until <= ${before})`.execute(
      tx,
    );
    const { rows } = await sql`
      with lost as (
        update intent set lease_by = null, lease_until = least(lease_until, ${now})
        where state = 'sent' and (${before}::timestamptz is null or lease_until <= ${before}) returning id)
      update attempt set outcome = 'unknown' where outcome = 'sent' and intent_id in (select id from lost)
      returning intent_id`.execute(tx);
    return rows.length;
  });
}

/** Where work is due in either stage, for the re-ring. */
export async function dueWork(
  db: LedgerDb,
  now: Date,
): Promise<
  readonly { readonly stage: 'reconcile' | 'deliver'; readonly lane: string; readonly partition: number }[]
> {
  const { rows } = await sql<{ stage: 'reconcile' | 'deliver'; lane: string; partition: number }>`
    select distinct 'reconcile' as stage, lane, partition from inbox where due_at <= ${now}
    union all
    select distinct 'deliver' as stage, lane, partition from intent
    where (state = 'due' and due_at <= ${now}) or (state = 'sent' and lease_until <= ${now})`.execute(db);
  return rows;
}

/** When the next work of this stage, lane and partition that is not due yet will be; null when there is none. */
export async function nextDue(
  db: LedgerDb,
  place: { readonly stage: 'reconcile' | 'deliver'; readonly lane: string; readonly partition: number },
  now: Date,
): Promise<Date | null> {
  const { stage, lane, partition } = place;
  const { rows } =
    stage === 'reconcile'
      ? await sql<{ due: Date | null }>`
          select min(due_at) as due from inbox
          where lane = ${lane} and partition = ${partition} and due_at > ${now}`.execute(db)
      : await sql<{ due: Date | null }>`
          select min(due_at) as due from intent
          where state = 'due' and lane = ${lane} and partition = ${partition} and due_at > ${now}`.execute(
          db,
        );
  return rows[0]?.due ?? null;
}
