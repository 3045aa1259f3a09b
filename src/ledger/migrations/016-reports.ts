import { sql, type Kysely } from 'kysely';

/** Who has a part in an opportunity, and who is at an account, is looked up by what records name. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const field of ['opportunity', 'account'])
    await sql`create index ${sql.raw(`shadow_${field}`)} on shadow ((fields ->> ${sql.lit(field)}))
      where fields ->> ${sql.lit(field)} is not null`.execute(db);
}
