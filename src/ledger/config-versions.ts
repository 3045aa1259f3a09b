import { sql } from 'kysely';
import type { ConfigFiles, FileChange } from '../domain/file-change.ts';
import { jsonb, type LedgerDb } from './database.ts';

/** A configuration as it was, and what made it. All but the note is for good. */
export interface ConfigVersion {
  /** A hash of all files: the same content is the same version. Receipts name it. */
  readonly id: string;
  /** From 1, in the order in which versions were made. */
  readonly number: number;
  readonly author: string;
  readonly at: Date;
  readonly note: string;
  /** The version that was in force when this one was made. */
  readonly previous: string | null;
  /** From that one to this. */
  readonly changes: readonly FileChange[];
  /** Since when it counts; null when another one does. */
  readonly inForceSince: Date | null;
}

export interface NewVersion {
  readonly id: string;
  readonly files: ConfigFiles;
  readonly author: string;
  readonly at: Date;
  readonly note: string;
  /** What changed from the files in force to these. */
  readonly describe: (inForce: ConfigFiles) => readonly FileChange[];
}

/** Numbers are taken by several processes at once; whoever is beaten so often has met a defect. */
const TRIES = 50;

const columns = sql`
  v.id, v.number, v.author, v.made_at as at, v.note, v.previous, v.changes,
  case when u.version_id = v.id then u.since end as "inForceSince"
  from config_version v left join (select * from config_use order by number desc limit 1) u on true`;

/** Every version, the newest first. */
export async function readVersions(db: LedgerDb): Promise<readonly ConfigVersion[]> {
  const { rows } = await sql<ConfigVersion>`select ${columns} order by v.number desc`.execute(db);
  return rows;
}

export async function readFiles(db: LedgerDb, id: string): Promise<ConfigFiles | null> {
  const row = await db.selectFrom('config_version').select('files').where('id', '=', id).executeTakeFirst();
  if (row === undefined) return null;
  const files = Object.entries(row.files as Readonly<Record<string, string>>);
  return new Map(files.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

export async function versionInForce(db: LedgerDb): Promise<string | null> {
  const row = await db
    .selectFrom('config_use')
    .select('version_id')
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.version_id ?? null;
}

/** Stores a configuration once; what is there already stays as it is. Several processes may store at once. */
export async function storeVersion(db: LedgerDb, version: NewVersion): Promise<ConfigVersion> {
  const { id, files, author, at, note, describe } = version;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const found = await findById(db, id);
    if (found !== null) return found;
    const previous = await versionInForce(db);
    const changes = describe((previous === null ? null : await readFiles(db, previous)) ?? new Map());
    await sql`
      insert into config_version (number, id, author, made_at, note, previous, changes, files)
      select coalesce(max(number), 0) + 1, ${id}, ${author}, ${at}, ${note}, ${previous},
        ${jsonb(changes)}, ${jsonb(Object.fromEntries(files))}
      from config_version on conflict do nothing`.execute(db);
  }
  throw new Error(`no number was free for version ${id} of the configuration`);
}

/** Notes that a version counts from now on. Returns the one that did before, or `id` itself when nothing changed. */
export async function bringIntoForce(
  db: LedgerDb,
  id: string,
  who: string,
  since: Date,
): Promise<string | null> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const last = await db
      .selectFrom('config_use')
      .selectAll()
      .orderBy('number', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (last?.version_id === id) return id;
    const { numInsertedOrUpdatedRows } = await db
      .insertInto('config_use')
      .values({ number: (last?.number ?? 0) + 1, version_id: id, who, since })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (numInsertedOrUpdatedRows === 1n) return last?.version_id ?? null;
  }
  throw new Error(`version ${id} of the configuration could not be brought into force`);
}

export async function noteVersion(db: LedgerDb, id: string, note: string): Promise<void> {
  await db.updateTable('config_version').set({ note }).where('id', '=', id).execute();
}

async function findById(db: LedgerDb, id: string): Promise<ConfigVersion | null> {
  const { rows } = await sql<ConfigVersion>`select ${columns} where v.id = ${id}`.execute(db);
  return rows[0] ?? null;
}
