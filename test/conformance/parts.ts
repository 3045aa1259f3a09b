import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { StartSimulator } from '../../src/connector/simulator.ts';
import { FAILURE_KINDS } from '../../src/domain/failure.ts';

const CONNECTORS = join(import.meta.dirname, '..', '..', 'connectors');

const metadataSchema = z.looseObject({
  name: z.string(),
  title: z.string().min(1),
  objects: z.array(z.string().min(1)),
  docs: z.union([z.url(), z.record(z.string(), z.url())]),
});

/** What a connector's folder says about it beside its code. */
export async function readMetadata(name: string): Promise<z.infer<typeof metadataSchema>> {
  return metadataSchema.parse(JSON.parse(await readFile(join(CONNECTORS, name, 'metadata.json'), 'utf8')));
}

export const readBehavior = (name: string): Promise<string> =>
  readFile(join(CONNECTORS, name, 'BEHAVIOR.md'), 'utf8');

const failureRow = z.looseObject({
  kind: z.enum(FAILURE_KINDS),
  meaning: z.string().min(1),
  fix: z.string().min(1),
  actor: z.enum(['nobody', 'admin', 'revops', 'sales', 'developer']),
  source: z.string().min(1),
});

/**
 * The rows of the connector's failure table: the exported array of such rows in `failures.ts`, or in `failure-table.ts`
 * beside it. Null when it has none.
 */
export async function readFailureTable(
  name: string,
): Promise<readonly Readonly<Record<string, unknown>>[] | null> {
  const rows = z.array(failureRow).min(1);
  for (const file of ['failures.ts', 'failure-table.ts'].map((part) => join(CONNECTORS, name, part))) {
    const module = (existsSync(file) ? await import(pathToFileURL(file).href) : {}) as Readonly<
      Record<string, unknown>
    >;
    const table = Object.values(module).find((value) => rows.safeParse(value).success);
    if (table !== undefined) return rows.parse(table);
  }
  return null;
}

/** The connector's simulator; null when it has none. */
export async function findSimulator(name: string): Promise<StartSimulator | null> {
  const file = join(CONNECTORS, name, 'sim', 'index.ts');
  if (!existsSync(file)) return null;
  const module = (await import(pathToFileURL(file).href)) as { readonly startSimulator: StartSimulator };
  return module.startSimulator;
}
