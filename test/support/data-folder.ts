import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { openEmbedded } from '../../src/platform/database/pglite/embedded.ts';
import { silentLog } from './log.ts';

const TEMPLATE = join(
  tmpdir(),
  'leadloop-test-databases',
  `folder-${manifest.dependencies['@electric-sql/pglite']}`,
);

/** Puts empty databases, not migrated, where Leadloop would make them: making one takes 4 s, copying it a tenth. */
export async function prepareDataFolder(dataDir: string, names: readonly string[]): Promise<void> {
  if (!existsSync(TEMPLATE)) await makeTemplate();
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  for (const name of names) await cp(TEMPLATE, join(dataDir, name), { recursive: true });
}

async function makeTemplate(): Promise<void> {
  // Moved into place whole: several test processes may be making it.
  const draft = `${TEMPLATE}.${randomUUID()}`;
  const database = await openEmbedded({ dataDir: draft, log: silentLog });
  await database.close();
  await rename(draft, TEMPLATE).catch((error: unknown) => {
    if (!existsSync(TEMPLATE)) throw error;
  });
  await rm(draft, { recursive: true, force: true });
}
