import type { Lane } from '../domain/lane.ts';
import { dueOnce, type Due } from '../ledger/capture-events.ts';
import { claimEntities, releaseEntities, type ClaimedEntity } from '../ledger/claim-entities.ts';
import { commitPlans, type DueStages } from '../ledger/commit-plans.ts';
import { AT_ONCE, planBatch, type LookContext } from './plan-batch.ts';

export interface ReconcileContext extends LookContext {
  /** Whose the leases are: a name of its own for each batch under way. */
  readonly worker: string;
  readonly leaseMs: number;
  readonly batchSize: number;
  readonly mappingVersion: string;
  /** Told how many entities were taken, before the work on them begins. */
  readonly onClaim?: (entities: number) => void;
}

export interface ReconcileOutcome {
  readonly entities: number;
  /** Where there is work now. */
  readonly due: DueStages;
}

/** Reconciles one batch of due entities of a lane and partition: claim, look, plan, commit. */
export async function reconcileBatch(
  lane: Lane,
  partition: number,
  context: ReconcileContext,
): Promise<ReconcileOutcome> {
  const { db, worker, clock } = context;
  const readAt = clock.now();
  const claimed = await claimSome(lane, partition, context);
  if (claimed.length === 0) return { entities: 0, due: { deliver: [], decide: [] } };
  context.onClaim?.(claimed.length);
  try {
    const deliver: Due[] = [];
    const decide: Due[] = [];
    for await (const planned of planBatch(claimed, lane, context, readAt)) {
      const { mappingVersion } = context;
      const due = await commitPlans(db, planned, { worker, readAt, now: clock.now(), mappingVersion });
      deliver.push(...due.deliver);
      decide.push(...due.decide);
    }
    return { entities: claimed.length, due: { deliver: dueOnce(deliver), decide: dueOnce(decide) } };
  } catch (error) {
    const retryAt = new Date(clock.now().getTime() + context.leaseMs);
    await releaseEntities(
      db,
      worker,
      claimed.map((entity) => entity.id),
      retryAt,
    );
    throw error;
  }
}

/** Claims a batch, some after the other, for whoever else wants the database. */
async function claimSome(
  lane: Lane,
  partition: number,
  { db, worker, clock, leaseMs, batchSize }: ReconcileContext,
): Promise<readonly ClaimedEntity[]> {
  const claimed: ClaimedEntity[] = [];
  while (claimed.length < batchSize) {
    const limit = Math.min(AT_ONCE, batchSize - claimed.length);
    const some = await claimEntities(db, { lane, partition, limit, worker, now: clock.now(), leaseMs });
    claimed.push(...some);
    if (some.length < limit) break;
  }
  return claimed;
}
