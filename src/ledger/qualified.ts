import { sql } from 'kysely';
import type { EntityId } from '../domain/entity.ts';
import type { Qualified } from '../domain/qualified.ts';
import { RULES, type SystemName } from '../domain/record.ts';
import type { LedgerDb } from './database.ts';
import { millis } from './reports/touch-columns.ts';

/** Who counts as qualified, and where sales works. */
export interface QualifiedScope {
  /** The stages that hand over: whoever comes into one of them is qualified. */
  readonly stages: readonly string[];
  readonly systems: readonly SystemName[];
}

/** Who is asked for: those who were qualified in a period. */
export interface QualifiedAsked {
  readonly from: Date | null;
  readonly until: Date | null;
  /** People in one look-up. */
  readonly atOnce?: number;
}

const AT_ONCE = 1_000;
const EVER: QualifiedAsked = { from: null, until: null };

/**
 * Everybody who was qualified, once in each cycle, by their ids; with what the ledger knows of where they are. A page at a time.
 *
 * It begins at the log of stages, not at the hand-offs: whoever was never handed over is to be seen. Whom only a gate keeps from
 * the stage is qualified as well, as long as that is so. A person who turned out to be another counts as that one. Sales has
 * given a person back when their last answer of the cycle has a reason and is about no opportunity.
 */
export async function* readQualified(
  db: LedgerDb,
  scope: QualifiedScope,
  { from, until, atOnce = AT_ONCE }: QualifiedAsked = EVER,
): AsyncGenerator<readonly Qualified[]> {
  let after: { readonly person: EntityId; readonly cycle: number } | null = null;
  for (;;) {
    const page: readonly Qualified[] = await readPage(db, scope, { from, until, atOnce }, after);
    if (page.length > 0) yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < atOnce) return;
    after = last;
  }
}

async function readPage(
  db: LedgerDb,
  { stages, systems }: QualifiedScope,
  { from, until, atOnce }: Required<QualifiedAsked>,
  after: { readonly person: EntityId; readonly cycle: number } | null,
): Promise<readonly Qualified[]> {
  const sales = sql`${[...systems]}::text[]`;
  const into = sql`${[...stages]}::text[]`;
  // Said only where it is asked, as a condition that may be null keeps the index from being gone along.
  const isNext =
    after === null
      ? sql`true`
      : sql`entity_id >= ${after.person}::uuid and (entity_id, cycle) > (${after.person}::uuid, ${after.cycle})`;
  const isAsked = (at: ReturnType<typeof sql>) =>
    sql`${from === null ? sql`true` : sql`${at} >= ${from}`} and ${until === null ? sql`true` : sql`${at} < ${until}`}`;
  const { rows } = await sql<Qualified>`
    with reached as (
      select entity_id as person, cycle, min(at) as at from stage_log where to_stage = any(${into}) and ${isNext}
      group by entity_id, cycle having ${isAsked(sql`min(at)`)} order by entity_id, cycle limit ${atOnce}),
    kept as (
      select entity_id as person, cycle, since as at, gates from stopped where ${isNext} and ${isAsked(sql`since`)}
        and not exists (select 1 from stage_log l
          where l.entity_id = stopped.entity_id and l.cycle = stopped.cycle and l.to_stage = any(${into}))
      order by entity_id, cycle limit ${atOnce}),
    qualified as materialized (
      select person, cycle, at, '[]'::jsonb as gates from reached union all select person, cycle, at, gates from kept
      order by person, cycle limit ${atOnce}),
    hand_offs as materialized (
      select q.person, q.cycle, count(distinct h.id)::int as n, min(h.visible_at) as visible_at,
        array_agg(r.id) filter (where r.id is not null) as records
      from qualified q join hand_off h on h.entity_id = q.person and h.cycle = q.cycle
      left join lateral jsonb_to_recordset(h.made -> 'records') as r(id uuid) on true group by q.person, q.cycle),
    part as materialized (
      select person, cycle, person as entity, visible_at is not null as is_person_shown, true as is_person from hand_offs
      union all
      select h.person, h.cycle, coalesce(e.folded_into, e.id), false, false
      from hand_offs h, unnest(h.records) id join entity e using (id)),
    told as (
      select p.person, p.cycle, jsonb_agg(jsonb_build_object('entity', p.entity, 'kind', e.kind,
        'isShown', p.is_person_shown or (not p.is_person and linked.any), 'isLinked', linked.any,
        'waiting', (select jsonb_build_object('for', w.what, 'since', ${millis(sql`w.since`)}) from (
            select 'look' as what, received_at as since from inbox i where i.entity_id = p.entity
            union all select 'write', coalesce(i.received_at, i.read_at) from intent i
              where i.entity_id = p.entity and i.system = any(${sales}) and i.state in ('due', 'sent')
            union all select 'record', null from waiting w where w.entity_id = p.entity
            order by since limit 1) w),
        'held', (select jsonb_build_object('by', h.why, 'system', h.system, 'why', null, 'since', ${millis(sql`h.since`)}) from (
            select 'breaker' as why, i.system, coalesce(i.received_at, i.read_at) as since from intent i
              where i.entity_id = p.entity and i.system = any(${sales}) and i.state = 'held'
            union all select 'word', u.system, b.ended_at from unwanted u left join breaker b on b.id = u.breaker_id
              where u.entity_id = p.entity and u.system = any(${sales})
            order by since limit 1) h),
        'failing', (select jsonb_build_object('system', f.system, 'code', f.code, 'meaning', f.meaning, 'fix', f.fix,
            'since', ${millis(sql`f.since`)}) from (
            select 1 as rank, system, code, meaning, fix, first_at as since from failure f
              where f.entity_id = p.entity and f.system = any(${sales})
            union all select 2, i.system, 'PARKED', 'a write was set aside', 'Run: leadloop retry',
                coalesce(i.received_at, i.read_at) from intent i
              where i.entity_id = p.entity and i.system = any(${sales}) and i.state = 'parked'
            order by rank, since limit 1) f))
        order by p.is_person desc, p.entity) as parts
      from part p join entity e on e.id = p.entity cross join lateral (
        select count(*) > 0 as any from link l where l.entity_id = p.entity and l.system = any(${sales})) linked
      group by p.person, p.cycle)
    select q.person, q.cycle, q.at as "qualifiedAt", q.gates, coalesce(h.n, 0) as "handOffs", h.visible_at as "visibleAt",
      answer.given_back as "givenBack", coalesce(place.records, '[]') as records, coalesce(t.parts, '[]') as parts
    from qualified q
    left join (select person, cycle, n, visible_at from hand_offs) h using (person, cycle)
    left join told t using (person, cycle)
    left join lateral (
      select case when d.answer ->> 'reason' is not null and d.answer ->> 'opportunity' is null then
        jsonb_build_object('answer', d.answer ->> 'answer', 'reason', d.answer ->> 'reason', 'at', ${millis(sql`d.decided_at`)})
        end as given_back
      from (
        select id, decided_at, receipt #> '{hearing,answer}' as answer from decision
        where entity_id = q.person and moved and (receipt #>> '{hearing,answer,from,cycle}')::int = q.cycle) d
      order by d.decided_at desc, d.id desc limit 1) answer on true
    cross join lateral (
      select jsonb_agg(jsonb_build_object('system', l.system, 'object', l.object, 'id', l.record_id, 'isPrimary', l.is_primary,
        'isWithSales', l.system = any(${sales}), 'endedWhy', l.ended_why) order by l.linked_at, l.record_id) as records
      from link l where l.entity_id = q.person and l.system <> ${RULES}) place
    order by q.person, q.cycle`.execute(db);
  return rows;
}
