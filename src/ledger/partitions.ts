import { sql } from 'kysely';
import type { LedgerDb } from './database.ts';

/** Brings rows of a partition that no longer exists back into those that do, after the number was lowered. */
export async function spreadPartitions(db: LedgerDb, partitions: number): Promise<void> {
  for (const table of ['entity', 'inbox', 'to_decide', 'intent'] as const) {
    await sql`update ${sql.table(table)} set partition = partition % ${partitions} where partition >= ${partitions}`.execute(
      db,
    );
  }
}
