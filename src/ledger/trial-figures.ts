import { sql } from 'kysely';
import type { LedgerDb } from './database.ts';

/** Hand-offs since a canary began, by the rules that made them. */
export interface HandOffFigures {
  readonly handOffs: number;
  /** Of these, those that sales has answered first by going on, and by giving the person back. */
  readonly accepted: number;
  readonly rejected: number;
  /** Of people who had an owner before, and those who got another. */
  readonly hadOwner: number;
  readonly flipped: number;
}

export interface TrialFigures {
  readonly live: HandOffFigures;
  readonly canary: HandOffFigures;
}

const NONE: HandOffFigures = { handOffs: 0, accepted: 0, rejected: 0, hadOwner: 0, flipped: 0 };

/** `version`: that of the canary. The receipt of the decision that made a hand-off says whose it is. */
export async function readTrialFigures(db: LedgerDb, version: string, since: Date): Promise<TrialFigures> {
  const { rows } = await sql<HandOffFigures & { canary: boolean }>`
    select d.rules_version = ${version} as canary, count(*)::int as "handOffs",
      count(*) filter (where a.answer is not null and a.answer ->> 'reason' is null)::int as accepted,
      count(*) filter (where a.answer ->> 'reason' is not null)::int as rejected,
      count(*) filter (where p.owner is not null)::int as "hadOwner",
      count(*) filter (where p.owner <> coalesce(h.owner, h.queue))::int as flipped
    from hand_off h
    join lateral (
      select rules_version from decision
      where entity_id = h.entity_id and moved and decided_at = h.decided_at order by id desc limit 1) d on true
    left join lateral (
      select receipt -> 'hearing' -> 'answer' as answer from decision
      where entity_id = h.entity_id and moved and decided_at > h.decided_at
        and jsonb_typeof(receipt -> 'hearing' -> 'answer') = 'object' order by id limit 1) a on true
    left join lateral (
      select owner from hand_off
      where entity_id = h.entity_id and decided_at < h.decided_at and owner is not null
      order by decided_at desc limit 1) p on true
    where h.decided_at >= ${since} group by 1`.execute(db);
  const of = (isCanary: boolean): HandOffFigures => {
    const found = rows.find(({ canary }) => canary === isCanary);
    if (found === undefined) return NONE;
    const { canary: _, ...figures } = found;
    return figures;
  };
  return { live: of(false), canary: of(true) };
}
