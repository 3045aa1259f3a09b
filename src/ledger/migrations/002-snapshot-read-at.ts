import { sql, type Kysely } from 'kysely';

/** When a snapshot in the inbox was asked for: what was read before our last write to the record says nothing. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table inbox add column read_at timestamptz`.execute(db);
}
