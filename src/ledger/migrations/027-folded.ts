import { sql, type Kysely } from 'kysely';

/** Who was folded into somebody is asked for with each decision about them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index entity_folded on entity (folded_into) where folded_into is not null`.execute(db);
}
