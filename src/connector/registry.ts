import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ConnectorDefinition } from './contract.ts';

const CONNECTORS = join(import.meta.dirname, '..', '..', 'connectors');

/** Every folder in `connectors/`, by name. There is no list to edit: a folder with an `index.ts` is a connector. */
export async function findConnectors(folder: string = CONNECTORS): Promise<readonly ConnectorDefinition[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const url = pathToFileURL(join(folder, name, 'index.ts')).href;
      const module = (await import(url)) as { connector?: ConnectorDefinition };
      if (module.connector?.name !== name) {
        throw new Error(`connectors/${name}/index.ts must export a \`connector\` whose name is '${name}'`);
      }
      return module.connector;
    }),
  );
}
