import { sql } from 'kysely';
import type { EntityId } from '../domain/entity.ts';
import type { LedgerDb } from './database.ts';

/** Whether something of these entities is still to be looked at or written, without a person's doing. */
export async function isPending(db: LedgerDb, entities: readonly EntityId[]): Promise<boolean> {
  const { rows } = await sql`
    select 1 from inbox where entity_id = any(${[...entities]}::uuid[])
    union all select 1 from intent where entity_id = any(${[...entities]}::uuid[]) and state in ('due', 'sent')
    limit 1`.execute(db);
  return rows.length > 0;
}
