import { sql, type RawBuilder } from 'kysely';
import { DAY_MS } from '../domain/clock.ts';
import type { LedgerDb } from './database.ts';

/** What a scratch ledger's schema is called; then comes an id that begins with the time it was made (UUIDv7). */
const PREFIX = 'leadloop_plan_';
/** One that is older was left behind by a process that was killed. */
const STALE_MS = DAY_MS;
/** The built-in database serves nobody else during a statement. */
const ROWS = 5_000;

/**
 * What a look at records starts from, each with its key and which rows: what the ledger knows of every entity, without what
 * is under way. Entities come last, so that every link that was copied has its own.
 */
const COPIED = [
  { name: 'link', key: ['system', 'object', 'record_id'], where: 'true' },
  { name: 'shadow', key: ['system', 'object', 'record_id'], where: 'true' },
  { name: 'record', key: ['system', 'object', 'record_id'], where: 'true' },
  { name: 'address', key: ['address', 'system', 'object', 'record_id'], where: 'true' },
  { name: 'cursor', key: ['name'], where: `name like 'known:%'` },
  { name: 'block_member', key: ['id'], where: 'true' },
  { name: 'block_key', key: ['key', 'member'], where: 'true' },
  { name: 'attempt', key: ['intent_id', 'started_at'], where: `outcome = 'unknown'` },
  { name: 'intent', key: ['id'], where: `state = 'parked'` },
  { name: 'unwanted', key: ['entity_id', 'system'], where: 'true' },
  { name: 'kept_apart', key: ['entity_id', 'other_id'], where: 'true' },
  { name: 'correction', key: ['system', 'object', 'record_id'], where: 'true' },
  { name: 'erasure', key: ['id'], where: 'true' },
  { name: 'erased_address', key: ['hash', 'erasure_id'], where: 'true' },
  { name: 'entity', key: ['id'], where: 'true' },
] as const;

export const scratchSchema = (id: string): string => `${PREFIX}${id.replaceAll('-', '')}`;

/** Makes a copy of the ledger in a schema of its own, for decisions that leave no trace. Foreign keys are not copied. */
export async function makeScratch(db: LedgerDb, schema: string): Promise<void> {
  await sql`create schema ${sql.id(schema)}`.execute(db);
  const { rows: tables } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = current_schema()`.execute(db);
  for (const { name } of tables) {
    await sql`create table ${sql.id(schema, name)} (like ${sql.id(name)} including all)`.execute(db);
  }
  for (const table of COPIED) await copyTable(db, schema, table);
  await numberOn(db, schema);
  await sql`update ${sql.id(schema, 'entity')} set lease_by = null, lease_until = null, partition = 0`.execute(
    db,
  );
  for (const { name } of COPIED) await sql`analyze ${sql.id(schema, name)}`.execute(db);
}

export const dropScratch = async (db: LedgerDb, schema: string): Promise<void> => {
  await sql`drop schema if exists ${sql.id(schema)} cascade`.execute(db);
};

export async function dropStaleScratches(db: LedgerDb, now: Date): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select nspname as name from pg_namespace where starts_with(nspname, ${PREFIX})`.execute(db);
  for (const { name } of rows) {
    const madeAt = Number.parseInt(name.slice(PREFIX.length, PREFIX.length + 12), 16);
    if (now.getTime() - madeAt > STALE_MS) await dropScratch(db, name);
  }
}

/** A copied table counts its new rows on after those copied: its sequence is new. */
async function numberOn(db: LedgerDb, schema: string): Promise<void> {
  const { rows } = await sql<{ name: string; column: string }>`
    select table_name as name, column_name as column from information_schema.columns
    where table_schema = ${schema} and is_identity = 'YES'`.execute(db);
  for (const { name, column } of rows) {
    await sql`
      select setval(pg_get_serial_sequence(${`${schema}.${name}`}, ${column}), max(${sql.ref(column)}))
      from ${sql.id(schema, name)}`.execute(db);
  }
}

type Key = Readonly<Record<string, unknown>>;

/** Page by page after what was copied last: each page costs the same. */
async function copyTable(
  db: LedgerDb,
  schema: string,
  { name, key, where }: (typeof COPIED)[number],
): Promise<void> {
  const columns = sql.join(key.map((column) => sql.ref(column)));
  const backwards = sql.join(key.map((column) => sql`${sql.ref(column)} desc`));
  let last: Key | null = null;
  do {
    const { rows }: { rows: readonly Key[] } = await sql<Key>`
      with page as (
        select * from ${sql.id(name)} where ${sql.raw(where)} and ${beyond(key, last)} order by ${columns} limit ${ROWS}),
      copied as (insert into ${sql.id(schema, name)} select * from page)
      select ${columns} from page order by ${backwards} limit 1`.execute(db);
    last = rows[0] ?? null;
  } while (last !== null);
}

const beyond = (key: readonly string[], last: Key | null): RawBuilder<unknown> =>
  last === null
    ? sql`true`
    : sql`(${sql.join(key.map((column) => sql.ref(column)))}) > (${sql.join(key.map((column) => last[column]))})`;
