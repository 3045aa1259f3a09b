import { sql } from 'kysely';
import { RULES } from '../domain/record.ts';
import type { LedgerDb } from './database.ts';

export interface ImportedSource {
  readonly system: string;
  /** The name of the list's source. */
  readonly object: string;
  /** When the import began. */
  readonly since: Date;
}

/**
 * How many people an import has brought that nobody had. A person that the ledger knew is older than the import,
 * because of two entities that turn out to be one the older stays; one that was found in a system has a record there
 * that neither we created nor our rules gave. Ask when nothing is due any more: before that, nobody has been looked for.
 */
export async function countNewcomers(
  db: LedgerDb,
  { system, object, since }: ImportedSource,
): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(distinct e.id)::int as n
    from link l join entity e on e.id = l.entity_id
    where l.system = ${system} and l.object = ${object} and l.linked_at >= ${since} and e.created_at >= ${since}
      and not exists (
        select 1 from link other where other.entity_id = e.id and other.system not in (l.system, ${RULES})
          and not exists (
            select 1 from receipt r where r.entity_id = e.id and r.kind = 'create'
              and (r.system, r.object, r.record_id) = (other.system, other.object, other.record_id)))`.execute(
    db,
  );
  return rows[0]?.n ?? 0;
}
