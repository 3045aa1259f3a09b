import { sql } from 'kysely';
import type { LedgerDb } from './database.ts';

/** Empties the ledger but for the account it is linked with and the versions of the configuration. For the sandbox, whose systems begin anew at every start. */
export async function resetLedger(db: LedgerDb): Promise<void> {
  await sql`
    truncate entity, link, shadow, record, inbox, intent, attempt, receipt, conflict, failure, waiting, cursor, budget, audit,
      applied_plan, applied_write, change_count, breaker, allowance, unwanted, block_member, block_key, block_index, kept_apart, correction,
      touchpoint, touch_total, address, touch_refusal`.execute(db);
}
