import { existsSync, fsyncSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { DurableNodeFS } from './durable-fs.ts';
import { syncFolder, syncTree } from './sync-tree.ts';

export interface EngineOptions {
  /** The database's own folder; null keeps it in memory. */
  readonly folder: string | null;
  /** A dump (`dumpDataDir`) to start from, for a database in memory. */
  readonly image: Uint8Array | null;
  /** Replaces the disk's fsync, so that tests can record or break it. */
  readonly fsync?: (descriptor: number) => void;
}

/** Statements are prepared once; left to itself, PostgreSQL would plan those with lists anew each time, as for how many. */
const SETTINGS = ['-c', 'shared_buffers=32MB', '-c', 'plan_cache_mode=force_generic_plan'];

/**
 * PGlite's own start parameters without `-F` (fsync off). `wal_sync_method` must be fsync: the WebAssembly build's
 * fdatasync, the default, does nothing.
 */
const DURABLE = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  ...['-c', 'fsync=on', '-c', 'wal_sync_method=fsync'],
  ...SETTINGS,
];

/** Starts PostgreSQL in this thread. On disk, every commit it acknowledges has reached the disk. */
export async function startEngine({ folder, image, fsync = fsyncSync }: EngineOptions): Promise<PGlite> {
  if (folder === null) {
    return PGlite.create({
      startParams: [...PGlite.defaultStartParams, ...SETTINGS],
      ...(image === null
        ? {}
        : { loadDataDir: new Blob([new Uint8Array(image)], { type: 'application/gzip' }) }),
    });
  }
  if (!existsSync(join(folder, 'PG_VERSION'))) await create(folder);
  let syncs = 0;
  const fs = new DurableNodeFS(folder, (descriptor) => {
    fsync(descriptor);
    syncs += 1;
  });
  const pglite = await PGlite.create({ fs, startParams: DURABLE });
  const before = syncs;
  // Writes and commits a log record without touching any table.
  await pglite.query(`select pg_logical_emit_message(true, 'leadloop', 'Does a commit reach the disk?')`);
  if (syncs === before) {
    await pglite.close();
    throw new Error(
      'The built-in database does not force its commits to disk with this version of PGlite: a power cut would lose ' +
        'data. Install the version named in package.json (npm ci), or set DATABASE_URL to a PostgreSQL server.',
    );
  }
  return pglite;
}

/**
 * Makes the database beside its folder and moves it into place when all of it is on disk, so that a crash or a power
 * cut half-way leaves nothing that looks like a database.
 */
async function create(folder: string): Promise<void> {
  const draft = `${folder}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  const pglite = await PGlite.create({ fs: new DurableNodeFS(draft) });
  await pglite.exec('checkpoint');
  await pglite.close();
  syncTree(draft);
  renameSync(draft, folder);
  syncFolder(dirname(folder));
}
