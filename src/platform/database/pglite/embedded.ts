import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import pg, { type Pool } from 'pg';
import type { Log } from '../../../connector/contract.ts';
import type { Database } from '../database.ts';
import { valueTypes } from '../value-types.ts';
import { autovacuum } from './autovacuum.ts';
import { startEngineThread } from './engine-thread.ts';
import { lockFolder } from './folder-lock.ts';
import { Session } from './session.ts';
import { SharedSession } from './shared-session.ts';
import { every, type Work } from './upkeep.ts';

/** PGlite has no autovacuum and no checkpointer: without these plans go wrong, and its log grows without end. */
const VACUUM_MS = 10_000;
const CHECKPOINT_MS = 5 * 60_000;

/** Clients of the pool share one session and cost next to nothing. */
const MAX_CLIENTS = 100;

export interface EmbeddedOptions {
  /** The database goes into `<dataDir>/database`; null keeps it in memory. */
  readonly dataDir: string | null;
  readonly log: Log;
  /** What {@link EmbeddedDatabase.dump} gave, to start from; only in memory. */
  readonly image?: Uint8Array;
}

export interface EmbeddedDatabase extends Database {
  dump(): Promise<Uint8Array>;
}

/** PostgreSQL inside this process (PGlite), in a thread of its own, behind an ordinary `pg.Pool`. */
export async function openEmbedded({ dataDir, log, image }: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const folder = dataDir === null ? null : resolve(join(dataDir, 'database'));
  if (dataDir !== null) mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const unlock = folder === null ? () => undefined : lockFolder(folder);
  const engine = await startEngineThread({ folder, image: image ?? null }).catch((error: unknown) => {
    unlock();
    throw error;
  });
  const shared = new SharedSession(engine);
  const openPool = (searchPath: string, { yields = false } = {}): Pool => {
    const opened = new pg.Pool({
      stream: () => new Session(shared, { searchPath, yields }),
      max: MAX_CLIENTS,
      // `pg` would look for them in the environment and the home folder.
      user: 'postgres',
      password: 'none',
      database: 'postgres',
      host: 'localhost',
      ssl: false,
      types: valueTypes,
    });
    opened.on('error', (error) => log.error('a database client was cut off', { error: error.message }));
    return opened;
  };
  const pool = openPool('public');
  const bulkPool = openPool('public', { yields: true });
  void engine.broken.then((error) => {
    if (!closing) log.error('the built-in database has stopped; restart Leadloop', { error: error.message });
  });

  const upkeep = [
    every(
      VACUUM_MS,
      log,
      writtenSince(pool, (signal) => autovacuum(bulkPool, signal)),
    ),
    every(
      CHECKPOINT_MS,
      log,
      writtenSince(pool, async () => {
        await bulkPool.query('checkpoint');
      }),
    ),
  ];

  let closing: Promise<void> | null = null;
  async function shutDown(): Promise<void> {
    await Promise.all(upkeep.map((work) => work.stop()));
    await Promise.all([pool.end(), bulkPool.end()]);
    await engine.close().finally(unlock);
  }
  return {
    kind: 'pglite',
    pool,
    bulkPool,
    openSchemaPool: (schema, { bulk } = { bulk: false }) =>
      openPool(pg.escapeIdentifier(schema), { yields: bulk }),
    dump: () => engine.dump(),
    close: () => (closing ??= shutDown()),
  };
}

/** Skips `work` when nothing has been written since it was last done: an idle machine stays idle. */
function writtenSince(pool: Pool, work: Work): Work {
  let last: string | undefined;
  const position = async () =>
    (await pool.query<{ at: string }>('select pg_current_wal_insert_lsn()::text as at')).rows[0]?.at;
  return async (signal) => {
    if ((await position()) === last || signal.aborted) return;
    await work(signal);
    last = await position();
  };
}
