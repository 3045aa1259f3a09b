import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { ledgerOver, type LedgerDb } from '../../src/ledger/database.ts';
import { migrate } from '../../src/ledger/migrate.ts';
import { EMPTIED } from '../../src/ledger/reset.ts';
import type { Database } from '../../src/platform/database/database.ts';
import { testDatabase } from './database.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** A ledger with all tables, from a dump that is made once per version of the migrations. */
export async function migratedDatabase(): Promise<Database> {
  const folder = join(ROOT, 'src', 'ledger', 'migrations');
  const hash = createHash('sha256');
  for (const file of readdirSync(folder).sort()) hash.update(readFileSync(join(folder, file)));
  return testDatabase({ key: `ledger-${hash.digest('hex')}`, prepare: (pool) => migrate(ledgerOver(pool)) });
}

/**
 * What `resetLedger` does, for a ledger of few rows: a tenth of the work, as truncating makes new files for every
 * table and index. One statement, as tables refer to each other.
 */
export async function emptyLedger(db: LedgerDb): Promise<void> {
  const deletes = EMPTIED.map((table) => sql`${sql.id(`no_${table}`)} as (delete from ${sql.table(table)})`);
  await sql`with ${sql.join(deletes)} select`.execute(db);
}
