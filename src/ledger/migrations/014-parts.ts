import { sql, type Kysely } from 'kysely';

/** What parts people have in opportunities is looked up by the person whom a record names. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index shadow_person on shadow ((fields ->> 'person')) where fields ->> 'person' is not null`.execute(
    db,
  );
}
