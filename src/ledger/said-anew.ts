import { sql } from 'kysely';
import { PERSON, type EntityId } from '../domain/entity.ts';
import { RULES } from '../domain/record.ts';
import type { LedgerTx } from './database.ts';

/** Nobody says this, so that whatever is said next is something else. */
const TAKEN_BACK = '(taken back)';

/**
 * What the rules say of these fields of people counts as said now, also when it is what they said before: between, something else
 * may have been said that nobody has looked at yet, and sales has answered.
 */
export async function sayAnew(
  tx: LedgerTx,
  people: readonly EntityId[],
  fields: readonly string[],
): Promise<void> {
  if (people.length === 0 || fields.length === 0) return;
  const anew = Object.fromEntries(fields.map((name) => [name, TAKEN_BACK]));
  await sql`
    update shadow set fields = fields || ${JSON.stringify(anew)}::jsonb
    where system = ${RULES} and object = ${PERSON} and record_id = any(${[...people]}::text[])`.execute(tx);
}
