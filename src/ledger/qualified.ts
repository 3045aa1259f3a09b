import { sql } from 'kysely';
import type { Qualified } from '../domain/qualified.ts';
import { RULES, type SystemName } from '../domain/record.ts';
import type { LedgerDb } from './database.ts';

/** Who counts as qualified, and where sales works. */
export interface QualifiedScope {
  /** The stages that hand over: whoever comes into one of them is qualified. */
  readonly stages: readonly string[];
  readonly systems: readonly SystemName[];
}

/**
 * Everybody who was ever qualified, once in each cycle, in the order in which they were; with what the ledger knows of
 * where they are.
 *
 * It begins at the log of stages, not at the hand-offs: whoever was never handed over is to be seen. A person who turned out
 * to be another counts as that one. Sales has given a person back when their last answer of the cycle has a reason and is about no opportunity.
 */
export async function readQualified(
  db: LedgerDb,
  { stages, systems }: QualifiedScope,
): Promise<readonly Qualified[]> {
  const sales = sql`${[...systems]}::text[]`;
  const { rows } = await sql<Qualified>`
    with qualified as materialized (
      select entity_id as person, cycle, min(at) as at from stage_log
      where to_stage = any(${[...stages]}::text[]) group by entity_id, cycle),
    hand_offs as materialized (
      select q.person, q.cycle, count(distinct h.id)::int as n, bool_or(h.visible_at is not null) as is_visible,
        array_agg(r.id) filter (where r.id is not null) as records
      from qualified q join hand_off h on h.entity_id = q.person and h.cycle = q.cycle
      left join lateral jsonb_to_recordset(h.made -> 'records') as r(id uuid) on true group by q.person, q.cycle),
    part as materialized (
      select person, cycle, person as entity, is_visible as is_person_shown, true as is_person from hand_offs
      union all
      select h.person, h.cycle, coalesce(e.folded_into, e.id), false, false
      from hand_offs h, unnest(h.records) id join entity e using (id)),
    told as (
      select p.person, p.cycle, jsonb_agg(jsonb_build_object('entity', p.entity,
        'isShown', p.is_person_shown or (not p.is_person and linked.any), 'isLinked', linked.any,
        'isWaiting', exists (select 1 from inbox i where i.entity_id = p.entity)
          or exists (select 1 from waiting w where w.entity_id = p.entity)
          or exists (select 1 from intent i where i.entity_id = p.entity and i.system = any(${sales}) and i.state in ('due', 'sent')),
        'isHeld', exists (select 1 from intent i where i.entity_id = p.entity and i.system = any(${sales}) and i.state = 'held')
          or exists (select 1 from unwanted u where u.entity_id = p.entity and u.system = any(${sales})),
        'isFailing', exists (select 1 from failure f where f.entity_id = p.entity and f.system = any(${sales}))
          or exists (select 1 from intent i where i.entity_id = p.entity and i.system = any(${sales}) and i.state = 'parked'))
        order by p.is_person desc, p.entity) as parts
      from part p cross join lateral (
        select count(*) > 0 as any from link l where l.entity_id = p.entity and l.system = any(${sales})) linked
      group by p.person, p.cycle)
    select q.person, q.cycle, q.at as "qualifiedAt", coalesce(h.n, 0) as "handOffs",
      coalesce(answer.gives_back, false) as "isGivenBack",
      case when place.lives then 'lives' when place.ended then 'ended' else 'never' end as "withSales",
      place.is_anywhere as "isAnywhere", coalesce(t.parts, '[]') as parts
    from qualified q
    left join (select person, cycle, n from hand_offs) h using (person, cycle)
    left join told t using (person, cycle)
    left join lateral (
      select d.receipt #>> '{hearing,answer,reason}' is not null and d.receipt #>> '{hearing,answer,opportunity}' is null as gives_back
      from decision d where d.entity_id = q.person and d.moved
        and (d.receipt #>> '{hearing,answer,from,cycle}')::int = q.cycle
      order by d.decided_at desc, d.id desc limit 1) answer on true
    cross join lateral (
      select coalesce(bool_or(l.ended_why is null and l.system = any(${sales})), false) as lives,
        coalesce(bool_or(l.ended_why is not null and l.system = any(${sales})), false) as ended,
        coalesce(bool_or(l.ended_why is null), false) as is_anywhere
      from link l where l.entity_id = q.person and l.system <> ${RULES}) place
    order by q.at, q.person, q.cycle`.execute(db);
  return rows;
}
