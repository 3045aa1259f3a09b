import { makeSink, type Sink } from '../../capture/capture.ts';
import { makeHydration, type Connected } from '../../capture/hydrate.ts';
import type { Watched } from '../../capture/poll-changes.ts';
import type { Page } from '../../connector/contract.ts';
import type { Clock, Ids } from '../../domain/clock.ts';
import { observed } from '../../domain/event.ts';
import { FailureError, type Failure } from '../../domain/failure.ts';
import { LANES } from '../../domain/lane.ts';
import type { SystemName } from '../../domain/record.ts';
import type { LedgerDb } from '../../ledger/database.ts';
import type { HashOf } from '../../ledger/erasures.ts';
import { findEntities } from '../../ledger/history.ts';
import { nextDue } from '../../ledger/leases.ts';
import { lookAgain } from '../../ledger/look-again.ts';
import { createMisses } from '../../reconcile/misses.ts';
import { reconcileBatch, type ReconcileContext } from '../../reconcile/reconcile.ts';
import type { Selection } from '../../domain/sync-plan.ts';
import { getAcquainted } from '../identity-index.ts';
import type { Mappings } from '../mappings.ts';

export interface LookContext {
  readonly hashOf: HashOf;
  readonly scratch: LedgerDb;
  readonly systems: ReadonlyMap<SystemName, Connected>;
  readonly mappings: Mappings;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly signal: AbortSignal;
  readonly onProgress: (message: string) => void;
}

/** Nobody has a record by that address or id. */
export class NobodyFoundError extends Error {
  constructor(needle: string) {
    super(
      `the ledger knows no record of "${needle}". Give an e-mail address, or an id as the system shows it; ` +
        'a record that was made a moment ago is known after the next "leadloop sync".',
    );
    this.name = 'NobodyFoundError';
  }
}

/** Enough for full calls to every system, and little enough to be held in memory. */
const BATCH = 1_000;
/** What is due only later than this waits for something outside: a system that can not be read. */
const PATIENCE_MS = 2_000;
const LEASE_MS = 10 * 60_000;

/**
 * Looks at the selected records in a scratch ledger and decides about each as a full sync would. Only reads: nothing of what
 * comes to lie in its outbox is ever delivered.
 *
 * @returns how many records were looked at
 */
export async function lookAt(selection: Selection, context: LookContext): Promise<number> {
  const { scratch, systems, mappings, signal } = context;
  // An entity that waits a moment for another is not waited for: the scratch ledger's clock leaps.
  let leaptMs = 0;
  const clock: Clock = { now: () => new Date(context.clock.now().getTime() + leaptMs) };
  const common = {
    ...context,
    db: scratch,
    clock,
    partitions: 1,
    kindOf: (system: SystemName, object: string) => mappings.kindOf(system, object),
  };
  const sink = makeSink({ ...common, ring: () => undefined });
  const reconcileContext: ReconcileContext = {
    ...common,
    world: makeHydration(systems, context.clock, giveUp),
    misses: createMisses(clock),
    mappings: mappings.byKind,
    mappingVersion: mappings.version,
    identity: mappings.identity,
    worker: 'plan',
    leaseMs: LEASE_MS,
    batchSize: BATCH,
  };

  async function decide(): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      let entities = 0;
      for (const lane of LANES) entities += (await reconcileBatch(lane, 0, reconcileContext)).entities;
      if (entities > 0) continue;
      const waits = await waitMs(scratch, clock.now());
      if (waits === null || waits > PATIENCE_MS) return;
      leaptMs += waits;
    }
  }

  if (selection.kind === 'record') {
    const found = await findEntities(scratch, selection.needle);
    if (found.length === 0) throw new NobodyFoundError(selection.needle);
    const now = clock.now();
    await scratch.transaction().execute((tx) =>
      lookAgain(
        tx,
        found.map((entity) => ({ entity, dueAt: now, since: now })),
      ),
    );
    await decide();
    return found.length;
  }

  if (selection.kind === 'all') await getAcquainted(common, signal);
  const most = selection.kind === 'sample' ? selection.records : Infinity;
  let looked = 0;
  for (const objects of Map.groupBy(everythingWatched(context), ({ system }) => system).values()) {
    for (const watched of objects) looked += await lookAtObject(watched, most, sink, decide, context);
    await decide();
  }
  return looked;
}

/** One object's records, `most` of them. They are decided about in batches, as a full call reads as many as it can. */
async function lookAtObject(
  { system, object, fields }: Watched,
  most: number,
  sink: Sink,
  decide: () => Promise<void>,
  context: LookContext,
): Promise<number> {
  const { systems, clock, signal } = context;
  const connection = systems.get(system)?.connection;
  if (connection === undefined) throw new Error(`no connection to ${system}`);
  let looked = 0;
  let waiting = 0;
  let page: Page | null = null;
  do {
    const askedAt = clock.now();
    page = await connection.scan({ object, fields, cursor: page?.cursor ?? null }, { lane: 'bulk', signal });
    const snapshots = page.snapshots.slice(0, most - looked);
    await sink.store(snapshots.map((snapshot) => observed(snapshot, 'scan', 'bulk', askedAt)));
    looked += snapshots.length;
    waiting += snapshots.length;
    if (waiting >= BATCH) {
      await decide();
      waiting = 0;
    }
    context.onProgress(`${system} ${object}: ${looked} records looked at`);
  } while (page.more && looked < most);
  return looked;
}

const everythingWatched = ({ systems, mappings }: LookContext): readonly Watched[] =>
  [...systems.values()]
    .filter(({ definition }) => definition.capabilities.readable)
    .flatMap(({ definition }) => mappings.watched(definition.name));

/** A plan that leaves out what could not be read would say less than what will happen. */
const giveUp = (_system: SystemName, failure: Failure): never => {
  throw new FailureError(failure);
};

async function waitMs(db: LedgerDb, now: Date): Promise<number | null> {
  const due = await Promise.all(
    LANES.map((lane) => nextDue(db, { stage: 'reconcile', lane, partition: 0 }, now)),
  );
  const times = due.filter((time) => time !== null).map((time) => time.getTime());
  return times.length === 0 ? null : Math.max(0, Math.min(...times) - now.getTime());
}
