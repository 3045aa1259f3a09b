import { sql } from 'kysely';
import type { EntityId } from '../domain/entity.ts';
import type { Failure, FailureKind } from '../domain/failure.ts';
import type { Write } from '../domain/write.ts';
import type { LedgerTx } from './database.ts';

/** What is refused so is not where it was. */
const ELSEWHERE: readonly FailureKind[] = ['merged', 'deleted', 'not-found'];

/**
 * The entities to look at beside that of a refused write. A create has no record yet, so what is not where it was is one that
 * its values name, as the lead of a task that sales has converted meanwhile. Until that is known, the same would be sent again.
 */
export async function namedEntities(
  tx: LedgerTx,
  write: Write,
  failure: Failure | null,
): Promise<readonly EntityId[]> {
  if (write.kind === 'update' || failure === null || !ELSEWHERE.includes(failure.kind)) return [];
  const ids = Object.values(write.fields).filter((value) => typeof value === 'string');
  // Which object an id is of is not told here: each that has links is tried, by jumps through the index.
  const { rows } = await sql<{ entity: EntityId }>`
    with recursive object(name) as (
      select min(object) from link where system = ${write.system}
      union all
      select (select min(l.object) from link l where l.system = ${write.system} and l.object > o.name)
      from object o where o.name is not null)
    select distinct l.entity_id as entity from object o
    join link l on l.system = ${write.system} and l.object = o.name and l.record_id = any(${ids}::text[])
    where l.ended_why is null`.execute(tx);
  return rows.map((row) => row.entity);
}
