import type { Database } from '../database/database.ts';

const held = new WeakMap<Database, Set<string>>();

/**
 * Runs `work` unless it already runs under this name, in this process or in another one on the same database.
 *
 * Between processes it is a PostgreSQL advisory lock, which ends with the connection that holds it. PGlite has one
 * process and one session, in which such a lock would be granted twice.
 */
export async function withRunLock(
  database: Database,
  name: string,
  work: () => Promise<void>,
): Promise<void> {
  const names = held.get(database) ?? new Set();
  held.set(database, names);
  if (names.has(name)) return;
  names.add(name);
  try {
    if (database.kind === 'pglite') await work();
    else await withAdvisoryLock(database, name, work);
  } finally {
    names.delete(name);
  }
}

async function withAdvisoryLock({ pool }: Database, name: string, work: () => Promise<void>): Promise<void> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ granted: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as granted',
      [name],
    );
    if (rows[0]?.granted !== true) return;
    try {
      await work();
    } finally {
      await client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [name]);
    }
  } finally {
    client.release();
  }
}
