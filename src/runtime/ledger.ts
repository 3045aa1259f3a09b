import { join } from 'node:path';
import type { Log } from '../connector/contract.ts';
import { ledgerOver, type LedgerDb } from '../ledger/database.ts';
import { migrate } from '../ledger/migrate.ts';
import type { Config } from '../platform/config.ts';
import { openDatabase } from '../platform/database/open.ts';

/** Opens the ledger alone for `work`, its tables up to date, and closes it whatever happens. */
export async function withLedgerDb<T>(
  config: Config,
  log: Log,
  work: (db: LedgerDb) => Promise<T>,
): Promise<T> {
  const dataDir = join(config.LEADLOOP_DATA, 'ledger');
  const database = await openDatabase({ url: config.DATABASE_URL, dataDir, log });
  try {
    const db = ledgerOver(database.pool);
    await migrate(db);
    return await work(db);
  } finally {
    await database.close();
  }
}
