import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a running Leadloop can be asked, for the command line on the same machine. */
export interface ServerNote {
  readonly url: string;
  /** A bearer token for this run; the file is for the owner's eyes only. */
  readonly token: string;
  readonly pid: number;
}

const fileIn = (dataDir: string): string => join(dataDir, 'server.json');

export async function noteServer(dataDir: string, note: ServerNote): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  await writeFile(fileIn(dataDir), JSON.stringify(note), { mode: 0o600 });
  await chmod(fileIn(dataDir), 0o600);
}

export async function forgetServer(dataDir: string): Promise<void> {
  await rm(fileIn(dataDir), { force: true });
}

/** The note of a Leadloop that still answers, or null. */
export async function findServer(dataDir: string): Promise<ServerNote | null> {
  try {
    const note = JSON.parse(await readFile(fileIn(dataDir), 'utf8')) as ServerNote;
    const answer = await fetch(`${note.url}/healthz`, { signal: AbortSignal.timeout(2_000) });
    return answer.ok ? note : null;
  } catch {
    return null;
  }
}
