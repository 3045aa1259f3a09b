import { sql, type Kysely } from 'kysely';

/** Taking a wrong link back: who is somebody else for good, what is to be put right in records, and what writes replaced. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // Two entities that a person has split apart, a row for each of the two. Nothing but a merge of their records joins them.
  `create table kept_apart (
    entity_id uuid not null references entity,
    other_id uuid not null references entity,
    since timestamptz not null,
    who text not null,
    primary key (entity_id, other_id)
  )`,

  // What a record is still to be written after a split: \`fields\` as { name: { from, to } }, as long as it holds \`from\`;
  // \`key\` as { field, from, to }, while it carries the external key of the entity it left.
  `create table correction (
    system text not null,
    object text not null,
    record_id text not null,
    fields jsonb not null,
    key jsonb,
    primary key (system, object, record_id)
  )`,

  // What a write takes the place of, and the records its values came from: { before, origins }, with the receipt of an
  // update also { after }. Null where that is not known.
  `alter table intent add column replaces jsonb`,
  `alter table receipt add column replaced jsonb`,
] as const;
