import { sql, type Kysely } from 'kysely';

/** Consent is written by intents of its own, which wait for nothing else. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table intent add column consent boolean not null default false`.execute(db);
}
