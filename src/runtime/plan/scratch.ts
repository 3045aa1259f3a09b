import type { Clock, Ids } from '../../domain/clock.ts';
import { ledgerOver, type LedgerDb } from '../../ledger/database.ts';
import { dropScratch, dropStaleScratches, makeScratch, scratchSchema } from '../../ledger/scratch.ts';
import type { Database } from '../../platform/database/database.ts';

export interface ScratchContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Runs `work` on a copy of the ledger that is thrown away: whatever it decides leaves no trace. */
export async function withScratchLedger<T>(
  { database, clock, ids }: ScratchContext,
  work: (scratch: LedgerDb) => Promise<T>,
): Promise<T> {
  const ledger = ledgerOver(database.bulkPool);
  await dropStaleScratches(ledger, clock.now());
  const schema = scratchSchema(ids.next());
  const pool = database.openSchemaPool(schema, { bulk: true });
  try {
    await makeScratch(ledger, schema);
    return await work(ledgerOver(pool));
  } finally {
    await pool.end();
    await dropScratch(ledger, schema);
  }
}
