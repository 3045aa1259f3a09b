import { setTimeout as sleep } from 'node:timers/promises';
import type { Bucket, BudgetReading, Governor } from '../connector/contract.ts';
import type { Clock } from '../domain/clock.ts';
import { FailureError, type Failure } from '../domain/failure.ts';
import type { CallLane } from '../domain/lane.ts';
import type { SystemName } from '../domain/record.ts';
import { noteDaily, pauseBudget, takeBudget } from '../ledger/budget.ts';
import type { LedgerDb } from '../ledger/database.ts';

/** The share of every rate limit that is kept free of a lane's calls, so that a back-fill never delays a demo request. */
const RESERVED: Readonly<Record<CallLane, number>> = {
  hot: 0,
  live: 0.02,
  outcome: 0.1,
  bulk: 0.4,
  audit: 0.4,
};
/** The share of every rate limit that the drift audit takes at most, where none is given. */
const DEFAULT_AUDIT_SHARE = 0.02;
const LEAST_SHARE = 10;
const DAILY_NOTE_MS = 5_000;
const LONGEST_NAP_MS = 1_000;
/** Others use the account too: when the vendor says that so few calls are left, ours wait a tenth of the window. */
const FEW_LEFT = 3;

const STOPPING: Failure = {
  kind: 'transient',
  code: 'STOPPING',
  message: 'Leadloop is stopping and the system has no call to spare right now',
  meaning: 'The call was not made.',
  fix: 'Nothing to do: it is made after the next start.',
  actor: 'nobody',
};

/**
 * Paces all calls to one system by the budget in the ledger, which all workers share. Once `stopping` is aborted, a call
 * that would have to wait fails instead: what is in hand goes on, and nothing holds up the end.
 *
 * @param auditShare of every rate limit: the drift audit takes no more, and leaves as much to the others as the bulk lane does
 */
export function makeGovernor(
  system: SystemName,
  buckets: readonly Bucket[],
  db: LedgerDb,
  clock: Clock,
  stopping: AbortSignal,
  auditShare: number = DEFAULT_AUDIT_SHARE,
): Governor {
  const dailyNotedAt = new Map<string, number>();
  const limits = new Map(buckets.map((bucket) => [bucket.name, bucket]));
  return {
    async take(name, lane, signal) {
      const bucket = limits.get(name);
      if (bucket === undefined) throw new Error(`${system} declares no bucket '${name}'`);
      // Counted in a budget of its own first, so that the audit's calls are few even where nobody else makes any.
      if (lane === 'audit') await grant(shareOf(bucket), 0, signal);
      await grant(bucket, Math.floor(bucket.capacity * RESERVED[lane]), signal);
    },
    report(reading) {
      void note(reading).catch(() => undefined);
    },
  };

  /** Of a limit of a few calls a second the share is less than one: it is counted over as long as ten are allowed. */
  function shareOf({ name, capacity, perMs }: Bucket): Bucket {
    const windows = Math.ceil(LEAST_SHARE / (capacity * auditShare));
    return {
      name: `${name} of the drift audit`,
      capacity: Math.floor(capacity * auditShare * windows),
      perMs: perMs * windows,
    };
  }

  /** Resolves when there is a call to spare in the bucket. */
  async function grant(bucket: Bucket, reserve: number, signal: AbortSignal | undefined): Promise<void> {
    const { name, capacity, perMs } = bucket;
    for (;;) {
      const { waitMs } = await takeBudget(db, {
        system,
        bucket: name,
        capacity,
        perMs,
        reserve,
        now: clock.now(),
      });
      if (waitMs === 0) return;
      signal?.throwIfAborted();
      if (stopping.aborted) throw new FailureError(STOPPING);
      await nap(Math.min(waitMs, LONGEST_NAP_MS), signal);
    }
  }

  /** Ends early when anyone has reason to stop; the loop then finds out who. */
  async function nap(ms: number, signal: AbortSignal | undefined): Promise<void> {
    const ends = signal === undefined ? stopping : AbortSignal.any([signal, stopping]);
    await sleep(ms, undefined, { signal: ends }).catch(() => undefined);
  }

  function breather({ bucket, remaining }: BudgetReading): number {
    if (remaining === undefined || remaining > FEW_LEFT) return 0;
    return (limits.get(bucket)?.perMs ?? 0) / 10;
  }

  /** Every answer tells the day's use; a look at it now and then is enough. */
  function isDailyDue(bucket: string): boolean {
    const now = clock.now().getTime();
    if (now - (dailyNotedAt.get(bucket) ?? -Infinity) < DAILY_NOTE_MS) return false;
    dailyNotedAt.set(bucket, now);
    return true;
  }

  async function note(reading: BudgetReading): Promise<void> {
    if (reading.daily !== undefined && isDailyDue(reading.bucket)) {
      await noteDaily(db, system, reading.bucket, reading.daily);
    }
    const pauseMs = reading.pauseMs ?? breather(reading);
    if (pauseMs > 0) {
      await pauseBudget(db, system, reading.bucket, new Date(clock.now().getTime() + pauseMs));
    }
  }
}
