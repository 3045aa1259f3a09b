import type { CallOptions, Connection, ConnectorDefinition, Log } from '../connector/contract.ts';
import type { Clock } from '../domain/clock.ts';
import { FailureError, type Failure } from '../domain/failure.ts';
import type { Lane } from '../domain/lane.ts';
import { partitionBy } from '../domain/partition-by.ts';
import { writeSystem } from '../domain/plan.ts';
import type { SystemName } from '../domain/record.ts';
import type { WriteResult } from '../domain/write.ts';
import type { Due } from '../ledger/capture-events.ts';
import { claimIntents, renewIntents, type ClaimedIntent } from '../ledger/claim-intents.ts';
import { pausedConnections, pauseConnection } from '../ledger/connections.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { settleIntents } from '../ledger/settle-intents.ts';
import type { Settled } from '../ledger/settled.ts';
import type { BreakerSettings } from './breaker/band.ts';
import { guard } from './breaker/guard.ts';
import { nextStep } from './next-step.ts';
import { probe } from './probe.ts';

export interface DeliverContext {
  readonly db: LedgerDb;
  readonly systems: ReadonlyMap<
    SystemName,
    { readonly definition: ConnectorDefinition; readonly connection: Connection }
  >;
  readonly clock: Clock;
  readonly random: () => number;
  /** Whose the leases are: a name of its own for each batch under way. */
  readonly worker: string;
  readonly leaseMs: number;
  /** An intent whose records were read longer ago than this is planned anew instead of sent. */
  readonly staleMs: number;
  readonly batchSize: number;
  /** Told how many intents were taken, before anything is sent. */
  readonly onClaim?: (intents: number) => void;
  /** Told where something is to be looked at again, as soon as it is. */
  readonly onDue?: (due: readonly Due[]) => void;
  readonly mappingVersion: string;
  /** When to ask a person before a mass change is sent. */
  readonly breaker: BreakerSettings;
  readonly log: Log;
}

/**
 * Delivers one batch of due intents of a lane and partition: claim (the attempt is on record), pass the breaker, send,
 * settle. What an earlier attempt left without an answer is looked up instead.
 *
 * @returns how many intents were handled, those that turned out to wait included; 0 when none was due
 */
export async function deliverBatch(lane: Lane, partition: number, context: DeliverContext): Promise<number> {
  const { db, worker, clock, leaseMs } = context;
  const paused = await pausedConnections(db);
  const { intents, awaiting } = await claimIntents(db, {
    lane,
    partition,
    except: [...paused.keys()],
    limit: context.batchSize,
    worker,
    now: clock.now(),
    leaseMs,
  });
  if (intents.length === 0) return awaiting;
  context.onClaim?.(intents.length);

  const [unanswered, due] = partitionBy(intents, (intent) => intent.unanswered);
  const oldest = clock.now().getTime() - context.staleMs;
  const [stale, fresh] = partitionBy(due, (intent) => intent.readAt.getTime() < oldest);
  await settle(
    stale.map((intent) => ({ intent, kind: 'supersede', failure: null, unsure: false, dueAt: clock.now() })),
    context,
  );
  const cleared = await guard(fresh, lane, context);
  const bySystem = (group: readonly ClaimedIntent[]) =>
    Map.groupBy(group, (intent) => writeSystem(intent.write));
  await Promise.all([
    ...[...bySystem(cleared)].map(([system, group]) =>
      held(group, context, () => sendGroup(system, group, { lane }, context)),
    ),
    ...[...bySystem(unanswered)].map(([system, group]) =>
      held(group, context, () => probeGroup(system, group, { lane }, context)),
    ),
  ]);
  return intents.length + awaiting;
}

/** Keeps the leases of a group alive while `work` goes on. */
async function held(
  group: readonly ClaimedIntent[],
  { db, worker, clock, leaseMs }: DeliverContext,
  work: () => Promise<void>,
): Promise<void> {
  const ids = group.map((intent) => intent.id);
  const renew = setInterval(() => {
    void renewIntents(db, worker, ids, new Date(clock.now().getTime() + leaseMs)).catch(() => undefined);
  }, leaseMs / 3);
  try {
    await work();
  } finally {
    clearInterval(renew);
  }
}

async function sendGroup(
  system: SystemName,
  group: readonly ClaimedIntent[],
  options: CallOptions,
  context: DeliverContext,
): Promise<void> {
  const { db, clock, random } = context;
  const results = await send(system, group, options, context);
  const auth = results.find((result) => result.kind === 'failed' && result.failure.kind === 'auth');
  if (auth?.kind === 'failed') await pauseConnection(db, system, auth.failure, clock.now());
  await settle(
    group.map((intent, index) => ({
      intent,
      ...nextStep(intent, results[index] ?? { kind: 'failed', failure: UNANSWERED }, clock.now(), random),
    })),
    context,
  );
}

async function probeGroup(
  system: SystemName,
  group: readonly ClaimedIntent[],
  options: CallOptions,
  context: DeliverContext,
): Promise<void> {
  const { db, clock } = context;
  const connected = context.systems.get(system);
  if (connected === undefined) {
    // Nobody can be asked: as with a write that has nowhere to go, an administrator is told, and it waits.
    await pauseConnection(db, system, notConnected(system), clock.now());
    return;
  }
  const { definition, connection } = connected;
  const { externalKeyField } = definition.capabilities;
  const settled = await probe(group, options, { ...context, connection, externalKeyField });
  const auth = settled.find((item) => item.kind === 'probe' && item.failure.kind === 'auth');
  if (auth?.kind === 'probe') await pauseConnection(db, system, auth.failure, clock.now());
  await settle(settled, context);
}

async function send(
  system: SystemName,
  group: readonly ClaimedIntent[],
  options: CallOptions,
  context: DeliverContext,
): Promise<readonly WriteResult[]> {
  const connection = context.systems.get(system)?.connection;
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

async function settle(batch: readonly Settled[], context: DeliverContext): Promise<void> {
  const { db, worker, clock, mappingVersion, onDue } = context;
  const due = await settleIntents(db, batch, { worker, now: clock.now(), mappingVersion });
  onDue?.(due);
}

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
