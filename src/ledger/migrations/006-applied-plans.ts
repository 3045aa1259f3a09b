import { sql, type Kysely } from 'kysely';

/** Plans that were carried out, with what each write replaced: what an undo goes by. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table applied_plan (
    id uuid primary key,
    who text not null,
    mapping_version text not null,
    begun_at timestamptz not null,
    ended_at timestamptz,
    undone_at timestamptz
  )`,

  // \`target\` is the written record: for a create, known when it is made. \`source\` leads to it.
  `create table applied_write (
    plan_id uuid not null references applied_plan,
    key text not null,
    entity_kind text not null,
    kind text not null check (kind in ('create', 'update')),
    system text not null,
    object text not null,
    record_id text,
    sources jsonb not null,
    before jsonb not null,
    after jsonb not null,
    state text not null default 'planned' check (state in ('planned', 'done', 'undone')),
    primary key (plan_id, key)
  )`,
] as const;
