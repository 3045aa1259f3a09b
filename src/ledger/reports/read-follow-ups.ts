import { sql } from 'kysely';
import type { EntityId } from '../../domain/entity.ts';
import type { LedgerDb } from '../database.ts';

/** What became of one hand-off. */
export interface FollowUp {
  readonly id: string;
  readonly person: EntityId;
  /** By e-mail address; null: a queue has the person. */
  readonly owner: string | null;
  readonly queue: string | null;
  readonly sourceAt: Date | null;
  readonly receivedAt: Date;
  readonly decidedAt: Date;
  readonly visibleAt: Date | null;
  /** When whoever has it now could see it; null: the first owner. */
  readonly reassignedAt: Date | null;
  readonly touchedAt: Date | null;
  readonly dueAt: Date | null;
  readonly reassignments: number;
  /** What sales answered in the cycle, in order. */
  readonly answers: readonly FollowUpAnswer[];
}

export interface FollowUpAnswer {
  /** As outcomes.yaml calls it. */
  readonly answer: string;
  /** As outcomes.yaml calls it; null: there is none. */
  readonly reason: string | null;
  /** Of an opportunity, not of the person. */
  readonly isOfOpportunity: boolean;
}

/** Hand-offs that were decided in a period, in that order. */
export async function readFollowUps(
  db: LedgerDb,
  { from, until }: { readonly from: Date | null; readonly until: Date | null },
): Promise<readonly FollowUp[]> {
  const { rows } = await sql<FollowUp>`
    select h.id, h.entity_id as person, h.owner, h.queue, h.source_at as "sourceAt", h.received_at as "receivedAt",
      h.decided_at as "decidedAt", h.visible_at as "visibleAt", h.reassigned_at as "reassignedAt",
      h.touched_at as "touchedAt", h.due_at as "dueAt", h.reassignments, coalesce(heard.answers, '[]') as answers
    from hand_off h
    left join lateral (
      select jsonb_agg(jsonb_build_object('answer', d.answer ->> 'answer', 'reason', d.answer ->> 'reason',
        'isOfOpportunity', d.answer ->> 'opportunity' is not null) order by d.id) as answers
      from (
        select id, receipt #> '{hearing,answer}' as answer from decision
        where entity_id = h.entity_id and moved and decided_at >= h.decided_at
          and (receipt #>> '{hearing,answer,from,cycle}')::int = h.cycle) d) heard on true
    where (${from}::timestamptz is null or h.decided_at >= ${from}) and (${until}::timestamptz is null or h.decided_at < ${until})
    order by h.decided_at, h.id`.execute(db);
  return rows;
}
