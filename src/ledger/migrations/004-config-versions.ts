import { sql, type Kysely } from 'kysely';

/**
 * Every configuration that was ever in force, whole and for good, and when each came into force. A version is one
 * content: coming back to it makes no second one. What counts now is the last row of `config_use`.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table config_version (
    number integer primary key,
    id text not null unique,
    author text not null,
    made_at timestamptz not null,
    note text not null default '',
    previous text references config_version (id),
    changes jsonb not null,
    files jsonb not null
  )`.execute(db);
  await sql`create table config_use (
    number integer primary key,
    version_id text not null references config_version (id),
    who text not null,
    since timestamptz not null
  )`.execute(db);
}
