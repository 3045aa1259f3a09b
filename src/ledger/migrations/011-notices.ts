import { sql, type Kysely } from 'kysely';

/** What people are told, each once and durably until it is told. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // The key is kept when the notice was sent, so that it is not made again; its words are not.
  // In a worker's hands until due_at while lease_by is set.
  `create table notice (
    id bigint generated always as identity primary key,
    key text not null unique,
    address text,
    subject text not null,
    body text not null,
    state text not null check (state in ('due', 'sent', 'failed')),
    made_at timestamptz not null,
    due_at timestamptz not null,
    lease_by text,
    attempts integer not null default 0,
    failure jsonb,
    ended_at timestamptz
  )`,
  `create index notice_due on notice (due_at) where state = 'due'`,
];
