import { sql, type Kysely } from 'kysely';

/** Conflicts keep every side, the rule and the mapping's version; parked ones wait here for a person's choice. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // \`revision\` counts the changes of a parked row: whoever acts on an older one acts on what is no longer so.
  `alter table conflict
    alter column winner drop not null,
    add column state text not null default 'decided'
      check (state in ('decided', 'open', 'resolving', 'resolved', 'agreed', 'overtaken')),
    add column rule text not null default '',
    add column sides jsonb not null default '[]',
    add column mapping_version text not null default '',
    add column seen_at timestamptz,
    add column revision integer not null default 1,
    add column choice jsonb,
    add column chosen_by text,
    add column chosen_at timestamptz,
    add column closed_at timestamptz`,
  // One row per field as long as it waits; further edits bring that row up to date.
  `create unique index conflict_one_open on conflict (entity_id, field) where state in ('open', 'resolving')`,
] as const;
