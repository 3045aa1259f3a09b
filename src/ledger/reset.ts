import { sql } from 'kysely';
import type { LedgerDb } from './database.ts';

/** All tables but those of the account the ledger is linked with and of the versions of the configuration. */
export const EMPTIED = [
  'drift',
  'drift_count',
  'erased_address',
  'erasure',
  'entity',
  'link',
  'shadow',
  'record',
  'inbox',
  'intent',
  'attempt',
  'receipt',
  'conflict',
  'failure',
  'waiting',
  'cursor',
  'budget',
  'audit',
  'applied_plan',
  'applied_write',
  'change_count',
  'breaker',
  'allowance',
  'unwanted',
  'block_member',
  'block_key',
  'block_index',
  'kept_apart',
  'correction',
  'touchpoint',
  'touch_total',
  'address',
  'touch_refusal',
  'to_decide',
  'standing',
  'opportunity_stage',
  'stage_log',
  'decision',
  'hand_off',
  'stopped',
  'routing_state',
  'notice',
  'trial_difference',
  'trial',
  'book',
  'book_line',
];

/** Empties the ledger. For the sandbox, whose systems begin anew at every start. */
export async function resetLedger(db: LedgerDb): Promise<void> {
  await sql`truncate ${sql.join(EMPTIED.map((table) => sql.table(table)))}`.execute(db);
}
