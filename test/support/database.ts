import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import type { Database, Pool } from '../../src/platform/database/database.ts';
import { openEmbedded } from '../../src/platform/database/pglite/embedded.ts';
import { silentLog } from './log.ts';

const PGLITE = manifest.dependencies['@electric-sql/pglite'];

export interface Prepared {
  /** Names the prepared state; it must change whenever `prepare` would do something else (a hash of its input). */
  readonly key: string;
  /** Runs once per key and machine, e.g. the migrations; later databases start from what it left. */
  readonly prepare: (pool: Pool) => Promise<void>;
}

/** A database of its own in memory, for one test or suite. Making the first takes some 4 s, the others 1 s. Close it. */
export async function testDatabase(prepared?: Prepared): Promise<Database> {
  const empty = await cached('empty', async () => {
    const database = await openEmbedded({ dataDir: null, log: silentLog });
    return dumpAndClose(database);
  });
  if (prepared === undefined) return openEmbedded({ dataDir: null, log: silentLog, image: empty });
  const image = await cached(prepared.key, async () => {
    const database = await openEmbedded({ dataDir: null, log: silentLog, image: empty });
    await prepared.prepare(database.pool);
    return dumpAndClose(database);
  });
  return openEmbedded({ dataDir: null, log: silentLog, image });
}

async function dumpAndClose(database: Awaited<ReturnType<typeof openEmbedded>>): Promise<Uint8Array> {
  try {
    await database.pool.query('checkpoint');
    return await database.dump();
  } finally {
    await database.close();
  }
}

async function cached(key: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
  const folder = join(tmpdir(), 'leadloop-test-databases');
  const name = createHash('sha256').update(`${PGLITE} ${key}`).digest('hex').slice(0, 32);
  const file = join(folder, `${name}.tar.gz`);
  if (existsSync(file)) return readFile(file);
  const image = await make();
  await mkdir(folder, { recursive: true });
  // Moved into place whole: several test processes may be making the same one.
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, image);
  await rename(draft, file);
  return image;
}
