import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Migrator, type Migration, type MigrationProvider } from 'kysely/migration';
import type { LedgerDb } from './database.ts';

const FOLDER = join(import.meta.dirname, 'migrations');

/** Every file in `migrations/`, in the order of its name. */
const provider: MigrationProvider = {
  async getMigrations() {
    const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.ts')).sort();
    const migrations: Record<string, Migration> = {};
    for (const file of files) {
      migrations[file.replace(/\.ts$/, '')] = (await import(
        pathToFileURL(join(FOLDER, file)).href
      )) as Migration;
    }
    return migrations;
  },
};

/** The ledger was written by a later Leadloop. */
export class NewerLedgerError extends Error {
  constructor(unknown: readonly string[]) {
    super(
      `the ledger was written by a newer Leadloop: it has ${unknown.join(', ')}, which this version does not know. ` +
        'Nothing was changed. Start the newer version again, or point LEADLOOP_DATA or DATABASE_URL at another ledger.',
    );
    this.name = 'NewerLedgerError';
  }
}

/** Brings the ledger to this version's tables. Several processes may start at once: the migrator takes a lock. */
export async function migrate(db: LedgerDb): Promise<void> {
  const known = await provider.getMigrations();
  const unknown = (await executed(db)).filter((name) => !(name in known));
  if (unknown.length > 0) throw new NewerLedgerError(unknown);
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error !== undefined)
    throw error instanceof Error ? error : new Error('migration failed', { cause: error });
}

async function executed(db: LedgerDb): Promise<readonly string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === 'kysely_migration')) return [];
  const rows = await db
    .$extendTables<{ kysely_migration: { name: string } }>()
    .selectFrom('kysely_migration')
    .select('name')
    .execute();
  return rows.map((row) => row.name);
}
