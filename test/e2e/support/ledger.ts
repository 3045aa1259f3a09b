import type { Pool } from '../../../src/platform/database/database.ts';
import { openDatabase } from '../../../src/platform/database/open.ts';
import { silentLog } from '../../support/log.ts';

/** Works on the ledger of a Leadloop that does not run. */
export async function inLedger<T>(dataDir: string, work: (pool: Pool) => Promise<T>): Promise<T> {
  const database = await openDatabase({ url: null, dataDir, log: silentLog });
  try {
    return await work(database.pool);
  } finally {
    await database.close();
  }
}

const TABLES = [
  'entity',
  'link',
  'inbox',
  'intent',
  'attempt',
  'receipt',
  'failure',
  'connection',
  'cursor',
  'audit',
];

/** How many rows each table has that holds what Leadloop knows and does. */
export async function contentOf(pool: Pool): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const table of TABLES) {
    const { rows } = await pool.query<{ n: number }>(`select count(*)::int as n from ${table}`);
    counts[table] = rows[0]?.n ?? 0;
  }
  return counts;
}
