import { sql, type Kysely } from 'kysely';

/**
 * What the drift audit has found, without values: which record holds something else in which field than it should. A blank
 * field means the record itself, which is gone. And how many it compared, by the hour; a blank field means whole entities.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table drift (
    entity_id uuid not null references entity,
    system text not null,
    object text not null,
    record_id text not null,
    field text not null,
    cause text not null,
    code text,
    since timestamptz not null,
    found_at timestamptz not null,
    ended_at timestamptz,
    primary key (entity_id, system, field)
  )`,
  `create index drift_open on drift (entity_id) where ended_at is null`,

  `create table drift_count (
    hour timestamptz not null,
    kind text not null,
    field text not null,
    compared integer not null,
    differing integer not null,
    apart integer not null,
    primary key (hour, kind, field)
  )`,
] as const;
