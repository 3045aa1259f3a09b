import { sql, type Kysely } from 'kysely';

/** People who are forgotten: what is done about each, and the keyed hashes of their addresses, which hold what comes in again. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `alter table entity add column withheld text check (withheld in ('erasing', 'erased', 'held'))`,
  `alter table link drop constraint link_ended_why_check`,
  `alter table link add constraint link_ended_why_check check (ended_why in ('deleted', 'merged', 'converted', 'erased'))`,

  `create table erasure (
    id uuid primary key,
    entity_id uuid not null references entity,
    asked_at timestamptz not null,
    asked_by text not null,
    state text not null check (state in ('erasing', 'done')),
    ended_at timestamptz,
    steps jsonb not null,
    ledger jsonb not null
  )`,
  `create unique index erasure_one_open on erasure (entity_id) where state = 'erasing'`,

  `create table erased_address (
    hash text not null,
    erasure_id uuid not null references erasure,
    released_at timestamptz,
    released_by text,
    primary key (hash, erasure_id)
  )`,
] as const;
