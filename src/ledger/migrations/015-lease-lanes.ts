import { sql, type Kysely } from 'kysely';

/** Work in which somebody's time counts takes over what bulk work holds: each lease tells its lane. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table entity add column lease_lane text`.execute(db);
  await sql`alter table to_decide add column lease_lane text`.execute(db);
}
