import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ConfigFiles } from '../domain/file-change.ts';

/**
 * Every `*.yaml` below the folder, by its name from there (`intake/web-form.yaml`), in the order of the names. What is
 * hidden is left out: it is of editors, or of what mounts the folder.
 */
export async function readConfigFiles(folder: string): Promise<ConfigFiles> {
  const names = await namesBelow(folder, '');
  const read = names
    .toSorted()
    .map(async (name) => [name, textOf(join(folder, name), await readFile(join(folder, name)))] as const);
  return new Map(await Promise.all(read));
}

async function namesBelow(folder: string, above: string): Promise<readonly string[]> {
  const entries = await readdir(join(folder, above), { withFileTypes: true });
  const found = entries
    .filter((entry) => !entry.name.startsWith('.'))
    .map(async (entry): Promise<readonly string[]> => {
      const name = `${above}${entry.name}`;
      if (entry.isDirectory()) return namesBelow(folder, `${name}/`);
      if (!name.endsWith('.yaml')) return [];
      return entry.isFile() || (await stat(join(folder, name))).isFile() ? [name] : [];
    });
  return (await Promise.all(found)).flat();
}

/** Files are kept as text and must come back byte for byte, so what is no text is refused. */
function textOf(path: string, bytes: Uint8Array): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  throw new Error(`${path} is not UTF-8 text. Save it as UTF-8, or move it out of the folder.`);
}

/** The same files are the same version, wherever they lie. */
export function versionOf(files: ConfigFiles): string {
  const hash = createHash('sha256');
  for (const [name, text] of files) hash.update(`${name}\0${text}\0`);
  return hash.digest('hex').slice(0, 12);
}

export interface Written {
  readonly written: readonly string[];
  readonly removed: readonly string[];
}

/** Makes the folder hold `wanted` and no other `*.yaml`, where it held `present`. Each file changes whole or not at all. */
export async function writeConfigFiles(
  folder: string,
  present: ConfigFiles,
  wanted: ConfigFiles,
): Promise<Written> {
  const written = [...wanted].filter(([name, text]) => present.get(name) !== text);
  const removed = [...present.keys()].filter((name) => !wanted.has(name));
  for (const [name, text] of written) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.new`, text);
    await rename(`${path}.new`, path);
  }
  for (const name of removed) await rm(join(folder, name));
  return { written: written.map(([name]) => name), removed };
}
