import { sql, type Kysely } from 'kysely';

/** Of a parked write, the fields that the system named as refused: they wait alone, and the rest goes without them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table intent add column refused text[] not null default '{}'`.execute(db);
}
