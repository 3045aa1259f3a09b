import { sql, type Kysely } from 'kysely';

/** What the rules decide: about whom next, where everybody stands, how they came there, and who was handed to whom. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // About whom to decide, and when: at once when there is news, else when time alone changes something. \`rings\` tells
  // news that came during a decision from news before it; \`received_at\` is null where there is none.
  `create table to_decide (
    entity_id uuid primary key references entity,
    lane text not null,
    partition smallint not null,
    due_at timestamptz not null,
    received_at timestamptz,
    rings bigint not null default 1,
    lease_by text,
    lease_until timestamptz
  )`,
  `create index to_decide_due on to_decide (lane, partition, due_at)`,

  // Where a person stands among the stages. \`told\` is the record that both systems were last told of; \`rests_on\` are
  // the entities whose news are news of this person.
  `create table standing (
    entity_id uuid primary key references entity,
    stage text not null,
    cycle integer not null,
    since timestamptz not null,
    return_at timestamptz,
    answered_at timestamptz,
    heard text[] not null,
    told jsonb not null,
    rests_on uuid[] not null,
    decided_at timestamptz not null
  )`,
  `create index standing_rests_on on standing using gin (rests_on)`,
  `create index standing_stage on standing (stage)`,

  // Append-only: every stage a person came into. \`by\` is the kind of what led there, \`name\` which one.
  `create table stage_log (
    id bigint generated always as identity primary key,
    entity_id uuid not null references entity,
    at timestamptz not null,
    from_stage text,
    to_stage text not null,
    cycle integer not null,
    by text not null check (by in ('start', 'recipe', 'answer', 'person')),
    name text
  )`,
  `create index stage_log_entity on stage_log (entity_id, id)`,

  // Receipts of decisions that changed something, whole, so that each can be made again.
  `create table decision (
    id bigint generated always as identity primary key,
    entity_id uuid not null references entity,
    decided_at timestamptz not null,
    rules_version text not null,
    moved boolean not null,
    receipt jsonb not null
  )`,
  `create index decision_entity on decision (entity_id, id)`,
  `create index decision_decided on decision (decided_at)`,

  // One per person and cycle. \`person_id\` is who it was made for, \`entity_id\` who that is now.
  `create table hand_off (
    id uuid primary key,
    person_id uuid not null,
    entity_id uuid not null references entity,
    cycle integer not null,
    kind text not null,
    owner text,
    queue text,
    routed jsonb not null,
    made jsonb not null,
    priority text,
    source_at timestamptz,
    received_at timestamptz not null,
    decided_at timestamptz not null,
    visible_at timestamptz,
    reassigned_at timestamptz,
    touched_at timestamptz,
    closed_at timestamptz,
    steps_done integer not null default 0,
    reassignments integer not null default 0,
    unique (person_id, cycle)
  )`,
  `create index hand_off_entity on hand_off (entity_id, cycle)`,
  `create index hand_off_open on hand_off (decided_at) where closed_at is null`,

  // Whose turn it is, and what everybody has: one row, locked by whoever gives people to somebody.
  `create table routing_state (
    only_one boolean primary key default true check (only_one),
    state jsonb not null
  )`,
] as const;
