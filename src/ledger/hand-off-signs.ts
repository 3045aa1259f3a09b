import { sql } from 'kysely';
import { RULES, type SystemName } from '../domain/record.ts';
import type { TouchpointKind } from '../domain/touchpoint.ts';
import type { LedgerDb } from './database.ts';

/** Where sales sees people, and what shows them a hand-off. */
export interface SalesSide {
  readonly systems: readonly SystemName[];
  /** Fields of these systems, by their own names. */
  readonly columns: readonly string[];
}

/** What the ledger knows of a hand-off beside what stands in it. */
export interface Signs {
  readonly id: string;
  /** When whoever has it now could see it first; null: not yet. */
  readonly shownAt: Date | null;
  /** When sales first did something for the person, or answered. */
  readonly touchedAt: Date | null;
  /** Where the person stands; null: nowhere any more. */
  readonly stage: string | null;
  readonly cycle: number | null;
  readonly hasOpportunity: boolean;
  /** Whether the person has a living record where sales works, and anywhere. */
  readonly isWithSales: boolean;
  readonly isAnywhere: boolean;
  /** Whether the person was handed over anew. */
  readonly isFollowed: boolean;
}

/**
 * Looks up what has become of hand-offs: one look-up for all. `touchedBy`: the kinds of things that are a touch.
 *
 * Whoever has the person sees it with the first write that carries something of the rules, or makes a record; or, when
 * nothing is left to be written, at once. What an automatic mailing sends is no touch, and neither is the making of the
 * hand-off's own task: of that one it counts when it was done or, where that is not told, when it became known.
 */
export async function readSigns(
  db: LedgerDb,
  ids: readonly string[],
  { systems, columns }: SalesSide,
  touchedBy: readonly TouchpointKind[],
  now: Date,
): Promise<ReadonlyMap<string, Signs>> {
  const { rows } = await sql<Signs>`
    select h.id, coalesce(shown.at, case when not waits.any and place.is_with_sales then ${now}::timestamptz end) as "shownAt",
      least(touch.at, answer.at) as "touchedAt", s.stage, s.cycle,
      cardinality(made.opportunities) > 0 as "hasOpportunity",
      place.is_with_sales as "isWithSales", place.is_anywhere as "isAnywhere",
      exists (select 1 from hand_off n where n.entity_id = h.entity_id and n.id <> h.id
        and (n.decided_at, n.cycle, n.id) > (h.decided_at, h.cycle, h.id)) as "isFollowed"
    from hand_off h
    left join standing s on s.entity_id = h.entity_id
    cross join lateral (
      select coalesce(array_agg((r ->> 'id')::uuid), '{}') as records,
        coalesce(array_agg(r ->> 'id') filter (where r ->> 'object' = 'opportunity'), '{}') as opportunities
      from jsonb_array_elements(h.made -> 'records') r) made
    cross join lateral (
      select min(r.delivered_at) as at from receipt r
      where r.entity_id = any(h.entity_id || made.records) and r.system = any(${[...systems]}::text[])
        and r.delivered_at >= h.given_at
        and (r.kind = 'create' or r.entity_id <> h.entity_id or r.fields && ${[...columns]}::text[])) shown
    cross join lateral (
      select exists (select 1 from inbox i where i.entity_id = h.entity_id)
        or exists (select 1 from intent i where i.entity_id = h.entity_id and i.system = any(${[...systems]}::text[])) as any) waits
    cross join lateral (
      select coalesce(bool_or(l.system = any(${[...systems]}::text[])), false) as is_with_sales, count(*) > 0 as is_anywhere
      from link l where l.entity_id = h.entity_id and l.ended_why is null and l.system <> ${RULES}) place
    cross join lateral (
      select min(case when l.linked_at >= t.at then t.received_at else t.at end) as at from touchpoint t
      left join link l on (l.system, l.object, l.record_id) = (t.system, t.object, t.record_id) and l.entity_id = any(made.records)
      where t.entity_id = h.entity_id and t.at >= h.decided_at and t.kind = any(${[...touchedBy]}::text[])
        and (t.kind <> 'email_sent' or coalesce(t.details ->> 'by', t.details ->> 'owner') is not null)) touch
    cross join lateral (
      select min(d.decided_at) as at from decision d
      where d.entity_id = h.entity_id and d.moved and d.decided_at > h.decided_at
        and jsonb_typeof(d.receipt #> '{hearing,answer}') = 'object' and not exists (
          select 1 from jsonb_array_elements(d.receipt #> '{input,opportunities}') o
          where o ->> 'id' = d.receipt #>> '{hearing,answer,opportunity}' and o ->> 'id' = any(made.opportunities)
            and not (o ->> 'isClosed')::boolean)) answer
    where h.id = any(${[...ids]}::uuid[])`.execute(db);
  return new Map(rows.map((row) => [row.id, row]));
}
