import { sql } from 'kysely';
import { inTransaction, type LedgerDb } from './database.ts';

export interface GivenBack {
  readonly ids: readonly string[];
  readonly state: 'held' | 'due';
  readonly dueAt: Date;
}

/** Puts intents that were claimed and not sent back into the outbox, as if they had not been claimed. */
export async function giveBack(
  db: LedgerDb,
  worker: string,
  { ids, state, dueAt }: GivenBack,
): Promise<void> {
  if (ids.length === 0) return;
  await inTransaction(db, (tx) =>
    sql`
    with back as (
      update intent set state = ${state}, due_at = ${dueAt}, attempts = attempts - 1, lease_by = null, lease_until = null
      where id = any(${[...ids]}::uuid[]) and state = 'sent' and lease_by = ${worker} returning id)
    delete from attempt where intent_id in (select id from back) and outcome = 'sent'`.execute(tx),
  );
}
