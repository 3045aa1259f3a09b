import { sql, type Kysely } from 'kysely';

/**
 * Whom a recipe would lead to sales now, if no gate were closed for them; forgotten when it is not so any more. And the daily
 * proofs among what is audited.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table stopped (
      entity_id uuid primary key references entity,
      cycle integer not null,
      recipe text not null,
      gates jsonb not null,
      since timestamptz not null
    )`.execute(db);
  await sql`create index audit_proof on audit (id) where what = 'proof'`.execute(db);
}
