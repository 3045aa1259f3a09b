import { sql } from 'kysely';
import { OPPORTUNITY, PERSON, type EntityId } from '../domain/entity.ts';
import type { LedgerDb } from './database.ts';

/**
 * The opportunities that people have a part in, each once: those that hand-offs have made of them, and those of which a living
 * record says so that names both, as a contact role does.
 */
export async function opportunitiesOf(
  db: LedgerDb,
  people: readonly EntityId[],
): Promise<ReadonlyMap<EntityId, readonly EntityId[]>> {
  const { rows } = await sql<{ person: EntityId; opportunity: EntityId }>`
    with asked as (
      select id, id as person from unnest(${[...people]}::uuid[]) as id
      union all select id, folded_into from entity where folded_into = any(${[...people]}::uuid[])),
    named as materialized (
      select a.person, s.fields ->> ${OPPORTUNITY} as opportunity
      from asked a join shadow s on s.fields ->> ${sql.lit(PERSON)} = a.id::text
      join link l using (system, object, record_id)
      where l.ended_why is null),
    part as (
      select h.entity_id as person, (r ->> 'id')::uuid as opportunity
      from hand_off h, jsonb_array_elements(h.made -> 'records') r
      where h.entity_id = any(${[...people]}::uuid[]) and r ->> 'object' = ${OPPORTUNITY}
      union all
      select person, case when opportunity ~ ${UUID} then opportunity::uuid end from named)
    select distinct p.person, coalesce(e.folded_into, e.id) as opportunity
    from part p join entity e on e.id = p.opportunity and e.kind = ${OPPORTUNITY} order by 1, 2`.execute(db);
  return new Map(
    [...Map.groupBy(rows, (row) => row.person)].map(([person, parts]) => [
      person,
      parts.map(({ opportunity }) => opportunity),
    ]),
  );
}

/** What is no id of ours is a text of somebody's own mapping. */
const UUID = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
