import { sql, type Kysely } from 'kysely';

/**
 * The stages that opportunities came into, as their systems told them: append-only. By record, so that it stays true when
 * entities are folded or split. It names nobody and is kept.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // \`at_exact\`: the system told the time; otherwise it was no later than that.
  `create table opportunity_stage (
    seq bigint generated always as identity primary key,
    system text not null,
    object text not null,
    record_id text not null,
    stage text not null,
    at timestamptz not null,
    at_exact boolean not null
  )`,
  `create index opportunity_stage_record on opportunity_stage (record_id, object, system, seq)`,
] as const;
