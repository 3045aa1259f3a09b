import { setTimeout as sleep } from 'node:timers/promises';
import { decideBatch } from '../decide/decide-batch.ts';
import { deliverBatch } from '../deliver/deliver.ts';
import type { Lane } from '../domain/lane.ts';
import type { Due } from '../ledger/capture-events.ts';
import type { LedgerDb } from '../ledger/database.ts';
import type { Stage } from '../ledger/leases.ts';
import { hasLooksDue } from '../ledger/looks-due.ts';
import { bellKey, type Bell, type BellHandler } from '../platform/queue/queue.ts';
import { createMisses } from '../reconcile/misses.ts';
import { reconcileBatch } from '../reconcile/reconcile.ts';
import type { World } from '../reconcile/world.ts';
import { decideRules } from './decide-rules.ts';
import type { EngineOptions } from './engine-options.ts';
import { directoryIn } from './hand-over-rules.ts';
import { BURST, createTakeAll, type Take } from './take-all.ts';
import type { Trials } from './trials.ts';

/** Entities looked at in one go: few where seconds or memory count, many where calls do. */
const RECONCILE_BATCH: Readonly<Record<Lane, number>> = {
  hot: 200,
  live: 1_000,
  outcome: 1_000,
  bulk: 500,
};
export const DELIVER_BATCH: Readonly<Record<Lane, number>> = {
  hot: 200,
  live: 2_000,
  outcome: 2_000,
  bulk: 2_500,
};
/** People decided about in one go, which is one transaction. */
const DECIDE_BATCH = 100;
/** How long, and how often asked, bulk writes wait for those of the looks that are still to be had: calls carry many then. */
const GATHER = { naps: 20, napMs: 250 };
const STALE_MS = 5 * 60_000;

export interface StagesContext extends EngineOptions {
  readonly world: World;
  readonly ring: (bell: Bell) => void;
  /** Called when nothing is due any more: what was put off for a moment is rung for again. */
  readonly ringLater: (bell: Bell) => Promise<void>;
  /** Sends the notices that wait; returns at once. */
  readonly notifyNow: () => void;
  /** The rules that run beside those in force. */
  readonly trials: Trials;
  readonly stopped: AbortSignal;
}

/** What is done when a bell rings, stage by stage: batch after batch, until nothing is due. */
export function makeStages(options: StagesContext): readonly (readonly [Stage, BellHandler])[] {
  const { db, bulkDb, mappings, ring, ringLater, notifyNow, stopped, world } = options;
  const ledgerOf = (lane: Lane): LedgerDb => (lane === 'bulk' ? bulkDb : db);
  const kindOf = mappings.kindOf.bind(mappings);
  const takeAll = createTakeAll(options);
  const misses = createMisses(options.clock);

  async function work(bell: Bell, take: Take, signal: AbortSignal): Promise<void> {
    if (await takeAll(bellKey(bell), take, AbortSignal.any([signal, stopped]))) await ringLater(bell);
  }

  const ringAll = (stage: Stage, due: readonly Due[]): void => {
    for (const { lane, partition } of due) ring({ stage, lane, partition });
  };

  async function reconcile(bell: Bell, signal: AbortSignal): Promise<void> {
    const batchSize = RECONCILE_BATCH[bell.lane];
    const context = {
      ...options,
      db: ledgerOf(bell.lane),
      world,
      misses,
      mappings: mappings.byKind,
      identity: mappings.identity,
      kindOf,
      batchSize,
      mappingVersion: mappings.version,
    };
    const take: Take = async (worker, onClaim) => {
      const batch = { ...context, worker, onClaim };
      const { entities, due } = await reconcileBatch(bell.lane, bell.partition, batch);
      ringAll('deliver', due.deliver);
      ringAll('decide', due.decide);
      await letFill(entities, batchSize);
      return entities;
    };
    await work(bell, take, signal);
  }

  async function decide(bell: Bell, signal: AbortSignal): Promise<void> {
    const context = {
      ...options,
      db: ledgerOf(bell.lane),
      ...decideRules(mappings),
      directory: () => directoryIn(world),
      trial: () => options.trials.current(),
      batchSize: DECIDE_BATCH,
    };
    const take: Take = async (worker, onClaim) => {
      const batch = { ...context, worker, onClaim };
      const { decided, due, deliver, notices } = await decideBatch(bell.lane, bell.partition, batch);
      if (notices > 0) notifyNow();
      ringAll('reconcile', due);
      ringAll('deliver', deliver);
      return decided;
    };
    await work(bell, take, signal);
  }

  async function deliver(bell: Bell, signal: AbortSignal): Promise<void> {
    const context = {
      ...options,
      db: ledgerOf(bell.lane),
      staleMs: STALE_MS,
      batchSize: DELIVER_BATCH[bell.lane],
      mappingVersion: mappings.version,
      onDue: (due: readonly Due[]) => ringAll('reconcile', due),
    };
    const take: Take = async (worker, onClaim) => {
      if (bell.lane === 'bulk') await gather(bell);
      const intents = await deliverBatch(bell.lane, bell.partition, { ...context, worker, onClaim });
      await letFill(intents, context.batchSize);
      return intents;
    };
    await work(bell, take, signal);
  }

  async function gather(bell: Bell): Promise<void> {
    for (let nap = 0; nap < GATHER.naps && (await hasLooksDue(bulkDb, bell, options.clock.now())); nap += 1)
      await pause(GATHER.napMs);
  }

  async function letFill(taken: number, batchSize: number): Promise<void> {
    if (taken < BURST || taken >= batchSize) return;
    await pause(options.burstPauseMs);
  }

  const pause = (ms: number): Promise<void> =>
    sleep(ms, undefined, { signal: stopped }).catch(() => undefined);

  return [
    ['reconcile', reconcile],
    ['decide', decide],
    ['deliver', deliver],
  ];
}
