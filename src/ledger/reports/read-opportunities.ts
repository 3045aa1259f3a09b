import { sql } from 'kysely';
import { OPPORTUNITY, PERSON, type EntityId } from '../../domain/entity.ts';
import type { SystemName } from '../../domain/record.ts';
import type { Fields, Value } from '../../domain/value.ts';
import type { LedgerDb } from '../database.ts';
import { millis, touchColumns } from './touch-columns.ts';

/** An opportunity with what was done on the way to it. */
export interface OpportunityWay {
  readonly id: EntityId;
  /** As last agreed with the system where sales works. */
  readonly fields: Fields;
  /** Whether people have a contact role in it; else the touches are those of everybody at its account. */
  readonly hasRoles: boolean;
  /** How many people its touches are of. */
  readonly people: number;
  readonly touches: readonly WayTouch[];
}

/** Milliseconds since 1970; the person as a number that tells those of one opportunity apart; what was asked for, in that order. */
export type WayTouch = readonly [id: number, at: number, person: number, ...columns: (Value | undefined)[]];

export interface WaysAsked {
  /** Where sales works. */
  readonly systems: readonly SystemName[];
  /** What to tell of touches, by name. */
  readonly columns: readonly string[];
  /** Opportunities in one look-up. */
  readonly atOnce?: number;
}

const AT_ONCE = 500;

/**
 * All opportunities that sales has, in the order of their ids, each with all touches of its people: those named with it in a
 * record, as a contact role is; where there is none, everybody of its account. A few hundred are held at a time.
 */
export async function* readOpportunityWays(
  db: LedgerDb,
  { systems, columns, atOnce = AT_ONCE }: WaysAsked,
): AsyncGenerator<OpportunityWay> {
  let after: EntityId | null = null;
  for (;;) {
    const rows: readonly OpportunityWay[] = await readPage(db, after, { systems, columns, atOnce });
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < atOnce) return;
    after = last.id;
  }
}

async function readPage(
  db: LedgerDb,
  after: EntityId | null,
  { systems, columns, atOnce }: Required<WaysAsked>,
): Promise<readonly OpportunityWay[]> {
  const { rows } = await sql<OpportunityWay>`
    with opportunity as materialized (
      select e.id, s.fields
      from entity e
      join link l on l.entity_id = e.id and l.is_primary and l.ended_why is null and l.system = any(${[...systems]}::text[])
      join shadow s using (system, object, record_id)
      where e.kind = ${OPPORTUNITY} and e.folded_into is null and (${after}::uuid is null or e.id > ${after}::uuid)
      order by e.id limit ${atOnce}),
    part as materialized (
      select distinct o.id, coalesce(p.folded_into, p.id) as person
      from opportunity o
      join shadow s on s.fields ->> 'opportunity' = o.id::text
      join link l using (system, object, record_id)
      join entity p on p.id::text = s.fields ->> 'person'
      where l.ended_why is null and p.kind = ${PERSON}),
    person as materialized (
      select id, person, true as has_role from part
      union
      select o.id, l.entity_id, false
      from opportunity o
      join shadow s on s.fields ->> 'account' = o.fields ->> 'account'
      join link l using (system, object, record_id)
      join entity p on p.id = l.entity_id
      where l.ended_why is null and p.kind = ${PERSON} and not exists (select 1 from part where part.id = o.id)),
    numbered as (
      select id, person, has_role, row_number() over (partition by id order by person)::int as number from person),
    way as (
      select n.id, json_agg(json_build_array(t.id, ${millis(sql`t.at`)}, n.number, ${touchColumns(columns)})) as touches
      from numbered n join touchpoint t on t.entity_id = n.person group by n.id),
    crowd as (select id, bool_or(has_role) as has_roles, count(*)::int as people from person group by id)
    select o.id, o.fields, coalesce(c.has_roles, false) as "hasRoles", coalesce(c.people, 0) as people,
      coalesce(w.touches, '[]'::json) as touches
    from opportunity o left join way w using (id) left join crowd c using (id) order by o.id`.execute(db);
  return rows;
}
