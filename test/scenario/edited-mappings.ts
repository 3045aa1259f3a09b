import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MAPPINGS = join(import.meta.dirname, '..', '..', 'mappings');

/** The shipped mappings in a folder of their own, with pieces of `person.yaml` replaced; each piece must be there once. */
export async function editedMappings(
  edits: Readonly<Record<string, string>>,
): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'leadloop-mappings-'));
  await cp(MAPPINGS, folder, { recursive: true });
  const file = join(folder, 'person.yaml');
  let text = await readFile(file, 'utf8');
  for (const [piece, instead] of Object.entries(edits)) {
    if (text.split(piece).length !== 2) throw new Error(`person.yaml does not hold once: ${piece}`);
    text = text.replace(piece, () => instead);
  }
  await writeFile(file, text);
  return { folder, remove: () => rm(folder, { recursive: true }) };
}
