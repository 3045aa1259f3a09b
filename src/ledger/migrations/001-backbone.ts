import { sql, type Kysely } from 'kysely';

/** People and companies kept in step: what we know, what came in, what should go out, what became of it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // A lease keeps an entity from being worked on twice at once; it ends by itself when its worker dies.
  `create table entity (
    id uuid primary key,
    kind text not null,
    partition smallint not null,
    folded_into uuid references entity,
    lease_by text,
    lease_until timestamptz,
    created_at timestamptz not null
  )`,

  // Entity ↔ record ref. An ended link stays as a tombstone: it keeps late events from making the record anew.
  `create table link (
    system text not null,
    object text not null,
    record_id text not null,
    entity_id uuid not null references entity,
    is_primary boolean not null,
    linked_by text not null,
    linked_at timestamptz not null,
    ended_why text check (ended_why in ('deleted', 'merged', 'converted')),
    ended_at timestamptz,
    primary key (system, object, record_id)
  )`,
  `create index link_entity on link (entity_id)`,
  `create unique index link_one_primary on link (entity_id, system) where is_primary and ended_why is null`,

  // Per record: the canonical values last agreed with its system. Moves only with a receipt or an agreed reading.
  `create table shadow (
    system text not null,
    object text not null,
    record_id text not null,
    fields jsonb not null,
    primary key (system, object, record_id)
  )`,

  // The record as last seen. For systems that can not be read it is the record.
  `create table record (
    system text not null,
    object text not null,
    record_id text not null,
    fields jsonb not null,
    external_key text,
    modified_at timestamptz,
    seen_at timestamptz not null,
    primary key (system, object, record_id)
  )`,

  // Records to look at again: one row each, however many events rang. \`rings\` tells an event that came while the
  // row was being worked on from those before.
  `create table inbox (
    system text not null,
    object text not null,
    record_id text not null,
    entity_id uuid not null references entity,
    lane text not null,
    partition smallint not null,
    origin text not null,
    snapshot jsonb,
    occurred_at timestamptz,
    received_at timestamptz not null,
    due_at timestamptz not null,
    tries integer not null default 0,
    rings bigint not null default 1,
    primary key (system, object, record_id)
  )`,
  `create index inbox_due on inbox (lane, partition, due_at)`,
  `create index inbox_entity on inbox (entity_id)`,

  // The outbox: writes that should happen.
  `create table intent (
    id uuid primary key,
    entity_id uuid not null references entity,
    kind text not null check (kind in ('create', 'update')),
    system text not null,
    object text not null,
    record_id text,
    fields jsonb not null,
    settles jsonb not null,
    sources jsonb not null,
    lane text not null,
    partition smallint not null,
    state text not null check (state in ('due', 'sent', 'parked')),
    due_at timestamptz not null,
    attempts integer not null default 0,
    lease_by text,
    lease_until timestamptz,
    read_at timestamptz not null,
    received_at timestamptz
  )`,
  `create index intent_due on intent (lane, partition, due_at) where state = 'due'`,
  `create index intent_sent on intent (lease_until) where state = 'sent'`,
  `create index intent_entity on intent (entity_id)`,

  // One try to deliver an intent. Written before the call, so that a crash in the middle is known afterwards.
  `create table attempt (
    intent_id uuid not null,
    entity_id uuid not null references entity,
    kind text not null,
    system text not null,
    started_at timestamptz not null,
    outcome text not null check (outcome in ('sent', 'failed', 'unknown')),
    failure jsonb,
    primary key (intent_id, started_at)
  )`,
  `create index attempt_entity on attempt (entity_id)`,

  `create table receipt (
    id bigint generated always as identity primary key,
    entity_id uuid not null,
    kind text not null,
    system text not null,
    object text not null,
    record_id text not null,
    fields text[] not null,
    mapping_version text not null default '',
    received_at timestamptz,
    delivered_at timestamptz not null
  )`,
  `create index receipt_entity on receipt (entity_id)`,
  `create index receipt_delivered on receipt (delivered_at)`,

  `create table conflict (
    id bigint generated always as identity primary key,
    entity_id uuid not null,
    field text not null,
    winner text not null,
    value jsonb,
    losers jsonb not null,
    reason text not null,
    decided_at timestamptz not null
  )`,
  `create index conflict_entity on conflict (entity_id)`,

  // Open until the same entity and system succeed. One row per entity, system and code; \`seen\` counts repeats.
  `create table failure (
    entity_id uuid not null,
    system text not null,
    code text not null,
    kind text not null,
    message text not null,
    meaning text not null,
    fix text not null,
    actor text not null,
    fields text[] not null,
    detail jsonb not null,
    seen integer not null default 1,
    first_at timestamptz not null,
    last_at timestamptz not null,
    primary key (entity_id, system, code)
  )`,

  // A reference whose target has no record in the system to be written yet.
  `create table waiting (
    waits_for uuid not null,
    entity_id uuid not null,
    primary key (waits_for, entity_id)
  )`,

  `create table cursor (
    name text primary key,
    position text not null,
    moved_at timestamptz not null
  )`,

  // The account behind each system, pinned at the first connection, and why it is paused, if it is.
  `create table connection (
    system text primary key,
    account_id text not null,
    account_name text not null,
    connected_at timestamptz not null,
    paused jsonb,
    paused_at timestamptz
  )`,

  `create table token (
    system text primary key,
    sealed text not null,
    saved_at timestamptz not null
  )`,

  // Calls of each rate limit in the running window, shared by all workers, and the day's use as the vendor told it.
  `create table budget (
    system text not null,
    bucket text not null,
    slots jsonb not null default '{}',
    granted boolean not null default true,
    paused_until timestamptz,
    daily_used bigint,
    daily_limit bigint,
    primary key (system, bucket)
  )`,

  `create table audit (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    who text not null,
    what text not null,
    detail jsonb not null
  )`,
] as const;
