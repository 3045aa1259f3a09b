import { sql } from 'kysely';
import type { LedgerDb } from './database.ts';
import { countHandOffs, type HandOffCounts } from './hand-off-counts.ts';
import { noticeFailures, type NoticeFailure } from './notices.ts';
import { countStages } from './standings.ts';
import { lastTrial, type StoredTrial } from './trials.ts';

/** What the rules do, in numbers. */
export interface DecisionCounts {
  readonly stages: readonly { readonly stage: string; readonly people: number }[];
  /** People who are to be decided about now. */
  readonly toDecide: readonly {
    readonly lane: string;
    readonly waiting: number;
    /** How long the longest has waited, in ms. */
    readonly lagMs: number;
  }[];
  readonly openHandOffs: number;
  readonly handOffs: HandOffCounts;
  /** The rules that run beside those in force, or did last; null: there never were any. */
  readonly trial: StoredTrial | null;
  readonly noticeFailures: readonly NoticeFailure[];
}

export async function readDecisionCounts(db: LedgerDb, now: Date): Promise<DecisionCounts> {
  const [stages, toDecide, openHandOffs, handOffs, failures, trial] = await Promise.all([
    countStages(db),
    sql<DecisionCounts['toDecide'][number]>`
      select lane, count(*)::int as waiting,
        greatest(0, extract(epoch from ${now}::timestamptz - min(coalesce(received_at, due_at))) * 1000)::float8 as "lagMs"
      from to_decide where due_at <= ${now} group by lane`.execute(db),
    sql<{ n: number }>`select count(*)::int as n from hand_off where closed_at is null`.execute(db),
    countHandOffs(db, now),
    noticeFailures(db),
    lastTrial(db),
  ]);
  return {
    stages,
    toDecide: toDecide.rows,
    openHandOffs: openHandOffs.rows[0]?.n ?? 0,
    handOffs,
    noticeFailures: failures,
    trial,
  };
}
