import { sql, type Kysely } from 'kysely';

/** A record that is made with references is looked at once it is there: only then is it known what they came to. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table intent add column look_after boolean not null default false`.execute(db);
}
