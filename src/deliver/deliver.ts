import type { CallOptions, Connection } from '../connector/contract.ts';
import type { Clock } from '../domain/clock.ts';
import { FailureError, type Failure } from '../domain/failure.ts';
import type { Lane } from '../domain/lane.ts';
import { writeSystem } from '../domain/plan.ts';
import type { SystemName } from '../domain/record.ts';
import type { WriteResult } from '../domain/write.ts';
import { claimIntents, renewIntents, type ClaimedIntent } from '../ledger/claim-intents.ts';
import { pausedConnections, pauseConnection } from '../ledger/connections.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { settleIntents, type Settled } from '../ledger/settle-intents.ts';
import { nextStep } from './next-step.ts';

export interface DeliverContext {
  readonly db: LedgerDb;
  readonly connections: ReadonlyMap<SystemName, Connection>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly worker: string;
  readonly leaseMs: number;
  /** An intent whose records were read longer ago than this is planned anew instead of sent. */
  readonly staleMs: number;
  readonly batchSize: number;
  readonly mappingVersion: string;
}

/**
 * Delivers one batch of due intents of a lane and partition: claim (the attempt is on record), send, settle.
 *
 * @returns how many intents were handled; 0 when none was due
 */
export async function deliverBatch(lane: Lane, partition: number, context: DeliverContext): Promise<number> {
  const { db, worker, clock, leaseMs } = context;
  const paused = await pausedConnections(db);
  const intents = await claimIntents(db, {
    lane,
    partition,
    except: [...paused.keys()],
    limit: context.batchSize,
    worker,
    now: clock.now(),
    leaseMs,
  });
  if (intents.length === 0) return 0;

  const oldest = clock.now().getTime() - context.staleMs;
  const [stale, fresh] = partitionBy(intents, (intent) => intent.readAt.getTime() < oldest);
  await settle(
    stale.map((intent) => ({ intent, kind: 'supersede', failure: null, unsure: false, dueAt: clock.now() })),
    context,
  );
  const bySystem = Map.groupBy(fresh, (intent) => writeSystem(intent.write));
  await Promise.all([...bySystem].map(([system, group]) => sendGroup(system, group, { lane }, context)));
  return intents.length;
}

async function sendGroup(
  system: SystemName,
  group: readonly ClaimedIntent[],
  options: CallOptions,
  context: DeliverContext,
): Promise<void> {
  const { db, worker, clock, leaseMs } = context;
  const ids = group.map((intent) => intent.id);
  const renew = setInterval(() => {
    void renewIntents(db, worker, ids, new Date(clock.now().getTime() + leaseMs)).catch(() => undefined);
  }, leaseMs / 3);
  try {
    const results = await send(system, group, options, context);
    const auth = results.find((result) => result.kind === 'failed' && result.failure.kind === 'auth');
    if (auth?.kind === 'failed') await pauseConnection(db, system, auth.failure, clock.now());
    await settle(
      group.map((intent, index) => ({
        intent,
        ...nextStep(
          intent,
          results[index] ?? { kind: 'failed', failure: UNANSWERED },
          clock.now(),
          context.random,
        ),
      })),
      context,
    );
  } finally {
    clearInterval(renew);
  }
}

async function send(
  system: SystemName,
  group: readonly ClaimedIntent[],
  options: CallOptions,
  context: DeliverContext,
): Promise<readonly WriteResult[]> {
  const connection = context.connections.get(system);
  const writes = group.map((intent) => intent.write);
  if (connection === undefined) return writes.map(() => ({ kind: 'failed', failure: notConnected(system) }));
  try {
    return await connection.write(writes, options);
  } catch (error) {
    // The whole call failed: the connector says how, or it is a bug, and then whether it was sent is unknown.
    const failure = error instanceof FailureError ? error.failure : { ...UNANSWERED, message: String(error) };
    return writes.map(() => ({ kind: 'failed', failure }));
  }
}

const settle = (batch: readonly Settled[], context: DeliverContext): Promise<void> =>
  settleIntents(context.db, batch, {
    worker: context.worker,
    now: context.clock.now(),
    mappingVersion: context.mappingVersion,
  });

const UNANSWERED: Failure = {
  kind: 'unknown-outcome',
  code: 'UNANSWERED',
  message: 'the write got no answer',
  meaning: 'It is not known whether the write took place.',
  fix: 'Nothing to do: the record is looked up before anything is sent again.',
  actor: 'nobody',
};

const notConnected = (system: SystemName): Failure => ({
  kind: 'auth',
  code: 'NOT_CONNECTED',
  message: `there is no connection to ${system}`,
  meaning: 'The system is in the mapping but has no credentials.',
  fix: `Set the credentials of ${system} and start again, or take its column out of the mapping.`,
  actor: 'admin',
});

function partitionBy<T>(
  items: readonly T[],
  test: (item: T) => boolean,
): readonly [readonly T[], readonly T[]] {
  const groups = Map.groupBy(items, test);
  return [groups.get(true) ?? [], groups.get(false) ?? []];
}
