import type { Log } from '../../connector/contract.ts';
import type { Database } from './database.ts';
import { openEmbedded } from './pglite/embedded.ts';
import { openPostgres } from './postgres.ts';

export interface DatabaseOptions {
  /** `postgres://…`; null runs PostgreSQL inside this process (PGlite). */
  readonly url: string | null;
  /** The folder for PGlite's files, made when missing; null keeps everything in memory. */
  readonly dataDir: string | null;
  readonly log: Log;
}

/** Throws when the server cannot be reached, or when another process has the folder open. */
export function openDatabase({ url, dataDir, log }: DatabaseOptions): Promise<Database> {
  return url === null ? openEmbedded({ dataDir, log }) : openPostgres({ url, log });
}
