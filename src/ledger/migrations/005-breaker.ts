import { sql, type Kysely } from 'kysely';

/** The mass-change breaker: what is usual, what was stopped, and what a person decided about it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // What of a write is dangerous in great numbers (\`domain/change.ts\`); null for most. Held: kept back by a breaker.
  `alter table intent add column changes jsonb`,
  `alter table intent drop constraint intent_state_check`,
  `alter table intent add constraint intent_state_check check (state in ('due', 'sent', 'parked', 'held'))`,
  `create index intent_changes on intent (lane, system) where changes is not null and state in ('due', 'sent')`,
  `create index intent_held on intent (lane, system) where state = 'held'`,

  // How many changes of each kind were delivered, by hours since 1970: what is usual is told from these.
  `create table change_count (
    system text not null,
    lane text not null,
    kind text not null,
    hour integer not null,
    changes integer not null,
    primary key (system, lane, kind, hour)
  )`,

  // A trip. Open until a person has decided; only one is open for each system, lane and kind.
  `create table breaker (
    id bigint generated always as identity primary key,
    system text not null,
    lane text not null,
    kind text not null,
    tripped_at timestamptz not null,
    changes integer not null,
    usual double precision,
    days integer not null,
    most double precision not null,
    mapping_version text not null,
    ended text check (ended in ('released', 'discarded')),
    ended_at timestamptz,
    ended_by text
  )`,
  `create unique index breaker_open on breaker (system, lane, kind) where ended is null`,

  // More than usual that somebody wants: a level that was released, or what a command brings (any system and lane).
  `create table allowance (
    id bigint generated always as identity primary key,
    why text not null check (why in ('released', 'asked')),
    system text,
    lane text,
    kind text not null,
    changes integer not null,
    until timestamptz not null
  )`,

  // Systems in which an entity gets no record, because its creation was discarded.
  `create table unwanted (
    entity_id uuid not null references entity,
    system text not null,
    breaker_id bigint not null
  )`,
  `create index unwanted_entity on unwanted (entity_id)`,
] as const;
