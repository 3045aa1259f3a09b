import { DatabaseSync } from 'node:sqlite';

/**
 * Keeps a second process out of a folder. PGlite itself does not: two processes on one folder silently lose each
 * other's rows (https://github.com/electric-sql/pglite/issues/1106).
 *
 * The lock is the operating system's, on an SQLite file beside the folder, so it ends with the process, even a killed
 * one: the file may stay behind and means nothing by itself. Returns the release.
 */
export function lockFolder(folder: string): () => void {
  const file = `${folder}.lock`;
  const lock = new DatabaseSync(file, { timeout: 0 });
  try {
    lock.exec('pragma locking_mode = exclusive; begin exclusive');
  } catch (cause) {
    lock.close();
    if (!isBusy(cause)) throw cause;
    throw new Error(
      `Another Leadloop process is using the database in ${folder} (it holds ${file}). Stop that process, or give this ` +
        'one another folder (LEADLOOP_DATA). To run several processes on one database, set DATABASE_URL to a ' +
        'PostgreSQL server.',
      { cause },
    );
  }
  return () => lock.close();
}

/** https://sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
