import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MAPPINGS = join(import.meta.dirname, '..', '..', 'mappings');

type Edits = Readonly<Record<string, string>>;

/**
 * The shipped mappings in a folder of their own, with pieces of `person.yaml` and of other files replaced; each piece must be
 * there once.
 */
export async function editedMappings(
  edits: Edits,
  others: Readonly<Record<string, Edits>> = {},
): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'leadloop-mappings-'));
  await cp(MAPPINGS, folder, { recursive: true });
  for (const [name, pieces] of Object.entries({ ...others, 'person.yaml': edits }))
    await edit(join(folder, name), pieces);
  return { folder, remove: () => rm(folder, { recursive: true }) };
}

async function edit(file: string, edits: Edits): Promise<void> {
  let text = await readFile(file, 'utf8');
  for (const [piece, instead] of Object.entries(edits)) {
    if (text.split(piece).length !== 2) throw new Error(`${file} does not hold once: ${piece}`);
    text = text.replace(piece, () => instead);
  }
  await writeFile(file, text);
}
