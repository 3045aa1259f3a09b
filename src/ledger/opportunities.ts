import { sql } from 'kysely';
import { OPPORTUNITY, type EntityId } from '../domain/entity.ts';
import type { LedgerDb } from './database.ts';
import { entityWith, partsOf } from './parts.ts';
import { uuidIn } from './uuid.ts';

/**
 * The opportunities that people have a part in, each once: those that hand-offs have made of them, and those of which a living
 * record says so that names both, as a contact role does.
 */
export async function opportunitiesOf(
  db: LedgerDb,
  people: readonly EntityId[],
): Promise<ReadonlyMap<EntityId, readonly EntityId[]>> {
  const { rows } = await sql<{ person: EntityId; opportunity: EntityId }>`
    with ${partsOf(people)},
    named as (
      select h.entity_id as person, (r ->> 'id')::uuid as opportunity
      from hand_off h, jsonb_array_elements(h.made -> 'records') r
      where h.entity_id = any(${[...people]}::uuid[]) and r ->> 'object' = ${OPPORTUNITY}
      union all
      select person, ${uuidIn(sql`fields ->> ${OPPORTUNITY}`)} from part)
    select distinct p.person, coalesce(e.folded_into, e.id) as opportunity
    from named p cross join lateral ${entityWith(sql`p.opportunity`)} e
    where e.kind = ${OPPORTUNITY} order by 1, 2`.execute(db);
  return new Map(
    [...Map.groupBy(rows, (row) => row.person)].map(([person, parts]) => [
      person,
      parts.map(({ opportunity }) => opportunity),
    ]),
  );
}

/** The field of an opportunity that names the company that would buy. */
export const ACCOUNT = 'account';

/**
 * The opportunities that name a company, each once, by company: those of which a living record was last agreed to name it, or
 * another company that was folded into it.
 */
export async function opportunitiesOfCompanies(
  db: LedgerDb,
  companies: readonly EntityId[],
): Promise<ReadonlyMap<EntityId, readonly EntityId[]>> {
  const { rows } = await sql<{ company: EntityId; opportunity: EntityId }>`
    with asked as (
      select id, id as company from unnest(${[...companies]}::uuid[]) as id
      union all select id, folded_into from entity where folded_into = any(${[...companies]}::uuid[]))
    select distinct a.company, e.id as opportunity
    from asked a
    cross join lateral (select * from shadow where fields ->> ${sql.lit(ACCOUNT)} = a.id::text offset 0) s
    cross join lateral (
      select * from link where (system, object, record_id) = (s.system, s.object, s.record_id) and is_primary and ended_why is null
      offset 0) l
    cross join lateral ${entityWith(sql`l.entity_id`)} e
    where e.kind = ${OPPORTUNITY} order by 1, 2`.execute(db);
  return new Map(
    [...Map.groupBy(rows, ({ company }) => company)].map(([company, theirs]) => [
      company,
      theirs.map(({ opportunity }) => opportunity),
    ]),
  );
}
