import { sql, type Kysely } from 'kysely';

/** What it takes to try rules before they count: when it became known what somebody did, and rules beside those in force. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // When it became known that the person did it; null: that was so when it was received.
  `alter table touchpoint add column joined_at timestamptz`,

  // Rules that run beside those in force, one at a time. A canary decides about its share of people, a shadow about nobody:
  // \`decisions\` and \`differing\` count what it would have decided.
  `create table trial (
    id bigint generated always as identity primary key,
    kind text not null check (kind in ('shadow', 'canary')),
    version_id text not null references config_version (id),
    share double precision not null check (share > 0 and share <= 1),
    tell text,
    started_at timestamptz not null,
    started_by text not null,
    decisions bigint not null default 0,
    differing bigint not null default 0,
    ended_at timestamptz,
    ended_by text,
    ended_why text
  )`,
  `create unique index trial_running on trial ((true)) where ended_at is null`,

  // The last difference of each person: the stage and priority that was decided, and that the shadow would have.
  `create table trial_difference (
    trial_id bigint not null references trial,
    entity_id uuid not null,
    at timestamptz not null,
    live text not null,
    candidate text not null,
    primary key (trial_id, entity_id)
  )`,
] as const;
