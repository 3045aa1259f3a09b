import { sql, type Kysely } from 'kysely';

/** What becomes of hand-offs: when each is looked at next, and what was done while nobody touched it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // given_at: when it was decided that whoever has it now gets it; reassigned_at: when the second owner or a later one
  // could see it. look_at: news or time make it due; null while only news can. In a worker's hands until then, too.
  `alter table hand_off
    add column given_at timestamptz,
    add column due_at timestamptz,
    add column look_at timestamptz,
    add column steps jsonb not null default '[]'`,
  `update hand_off set given_at = decided_at, look_at = decided_at`,
  `alter table hand_off alter column given_at set not null`,
  `create index hand_off_look on hand_off (look_at) where closed_at is null`,
  `create index hand_off_owner on hand_off (owner) where closed_at is null`,
  `create index hand_off_decided on hand_off (decided_at)`,
] as const;
