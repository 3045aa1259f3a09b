import { sql, type RawBuilder } from 'kysely';
import { PERSON, type EntityId } from '../domain/entity.ts';

/**
 * `part`, for a `with`: the linked records that name one of these people, or somebody who was folded into one of them, each
 * with the `person`, the `fields` that were last agreed on, and its link. They are looked up one by one by index (that is
 * what `offset 0` is for): of tables that grow fast the server knows too little, and would read them whole each time.
 */
export const partsOf = (people: readonly EntityId[]): RawBuilder<unknown> => sql`
  asked as (
    select id, id as person from unnest(${[...people]}::uuid[]) as id
    union all select id, folded_into from entity where folded_into = any(${[...people]}::uuid[])),
  part as materialized (
    select a.person, l.*, s.fields from asked a
    cross join lateral (select * from shadow where fields ->> ${sql.lit(PERSON)} = a.id::text offset 0) s
    cross join lateral (
      select * from link where (system, object, record_id) = (s.system, s.object, s.record_id) and ended_why is null offset 0) l)`;

/** An entity, for a `cross join lateral`; the id may be null. */
export const entityWith = (id: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`(select * from entity where id = ${id} offset 0)`;
