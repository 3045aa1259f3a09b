import { sql, type RawBuilder } from 'kysely';

/** Long enough that a beginning is an id without its check letters, and not the start of many. */
const SHORT_ID = 15;

/** Whether the link `l` is of the record that a person means by an id as a system shows it, short or whole. */
export function isMeant(id: string): RawBuilder<boolean> {
  const start = `${id.replace(/[%_\\]/g, '')}%`;
  return sql<boolean>`(l.record_id = ${id} or l.record_id like ${start} and length(${id}::text) >= ${SHORT_ID}::int)`;
}
