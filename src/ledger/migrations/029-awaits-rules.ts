import { sql, type Kysely } from 'kysely';

/**
 * A write that waits for what the rules say now is due when it goes all the same. Else every claim would walk over all that
 * wait: at the start of a back-fill, over everybody.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table intent add column awaits_rules boolean not null default false`.execute(db);
}
