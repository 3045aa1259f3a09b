import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { mkdtemp, rm } from 'node:fs/promises';
import { openRuntime } from '../../src/runtime/runtime.ts';
import { migratedDatabase } from './ledger.ts';
import { silentLog } from './log.ts';

/** Makes in both systems what the shipped mappings need, as `leadloop setup` does, without the seconds of a process. */
export async function setUpSystems(environment: Readonly<Record<string, string | undefined>>): Promise<void> {
  const keyDir = await mkdtemp(join(tmpdir(), 'leadloop-setup-'));
  const runtime = await openRuntime({
    databaseUrl: null,
    dataDir: null,
    keyDir,
    redisUrl: null,
    configDir: join(import.meta.dirname, '..', '..', 'mappings'),
    key: 'a key that is for tests only',
    partitions: 1,
    pollMs: 3_600_000,
    leaseMs: 30_000,
    environment,
    log: silentLog,
    idle: true,
    setUp: true,
    database: await migratedDatabase(),
  });
  await runtime.close();
  await rm(keyDir, { recursive: true, force: true });
}
