import { join } from 'node:path';
import { sql } from 'kysely';
import { makeSink, type Sink } from '../../src/capture/capture.ts';
import { makeHydration, type Connected } from '../../src/capture/hydrate.ts';
import { backfill } from '../../src/capture/backfill.ts';
import { pollChanges, type Watched } from '../../src/capture/poll-changes.ts';
import type { Governor, Tokens } from '../../src/connector/contract.ts';
import { decideBatch } from '../../src/decide/decide-batch.ts';
import { deliverBatch } from '../../src/deliver/deliver.ts';
import { DEFAULT_BREAKER } from '../../src/deliver/breaker/band.ts';
import type { Clock } from '../../src/domain/clock.ts';
import { FailureError } from '../../src/domain/failure.ts';
import { LANES } from '../../src/domain/lane.ts';
import {
  pauseConnection,
  pausedConnections,
  pinAccount,
  resumeConnection,
} from '../../src/ledger/connections.ts';
import { ledgerOver, type LedgerDb } from '../../src/ledger/database.ts';
import { retryParked } from '../../src/ledger/drain.ts';
import { recoverLeases } from '../../src/ledger/leases.ts';
import { storeTouchpoints } from '../../src/ledger/touchpoints.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createIds } from '../../src/platform/ids.ts';
import { createMisses } from '../../src/reconcile/misses.ts';
import { reconcileBatch } from '../../src/reconcile/reconcile.ts';
import type { World } from '../../src/reconcile/world.ts';
import { decideRules } from '../../src/runtime/decide-rules.ts';
import { directoryIn } from '../../src/runtime/hand-over-rules.ts';
import { loadMappings, type Mappings } from '../../src/runtime/mappings.ts';
import { neededConnectors } from '../../src/runtime/needed-connectors.ts';
import { setUp } from '../../src/runtime/set-up.ts';
import { settingsOf } from '../../src/runtime/connect.ts';
import { emptyLedger, migratedDatabase } from '../support/ledger.ts';
import { silentLog } from '../support/log.ts';
import {
  controlOf,
  hubSpotPerson,
  salesforcePerson,
  type Control,
  type HubSpotPerson,
  type SalesforcePerson,
} from '../support/people.ts';
import { startTestSandbox } from '../support/sandbox.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const LEASE_MS = 30_000;
/** More rounds than any wait of a failure that a history scripts can take. */
const MOST_ROUNDS = 400;

/**
 * Two systems and a Leadloop whose steps a history takes one by one, in any order. It is not run by bells, and its clock
 * leaps to whatever is due next, so that a wait of minutes costs nothing.
 */
export interface SteppedWorld {
  readonly db: LedgerDb;
  readonly sink: Sink;
  readonly look: World;
  readonly mappings: Mappings;
  readonly systems: ReadonlyMap<string, Connected>;
  readonly hub: HubSpotPerson & { readonly control: Control };
  readonly force: SalesforcePerson & { readonly control: Control };
  /** A contact fills in a form, and it is heard of at once. */
  touch(contact: string, form: string): Promise<void>;
  poll(system?: string): Promise<void>;
  reconcile(): Promise<void>;
  decide(): Promise<void>;
  deliver(): Promise<void>;
  /** Reconciles, decides and delivers until nothing is left that time alone would move on. */
  drain(): Promise<void>;
  /** As a full sync: gives what is parked another try and looks at every record. */
  lookAtAll(): Promise<void>;
  writes(): Promise<number>;
  reset(): Promise<void>;
  close(): Promise<void>;
}

export async function openSteppedWorld(): Promise<SteppedWorld> {
  const sandbox = await startTestSandbox();
  const hub = { ...hubSpotPerson(sandbox.hub), control: controlOf(sandbox.hub) };
  const force = { ...(await salesforcePerson(sandbox.force)), control: controlOf(sandbox.force) };
  const database = await migratedDatabase();
  const db = ledgerOver(database.pool);
  const mappings = await loadMappings(join(ROOT, 'mappings'));
  let leaptMs = 0;
  const clock: Clock = { now: () => new Date(Date.now() + leaptMs) };
  const connected = new Map<string, Connected>();
  const environment = { ...sandbox.environment, SALESFORCE_STREAM: 'off' };
  for (const definition of await neededConnectors(mappings, environment)) {
    const connection = await definition.open({
      settings: settingsOf(definition, environment),
      // HubSpot is asked for changes by our clock, which must be that of the simulator; Salesforce by its own, and ours
      // says how often it may be signed in to.
      clock: definition.name === 'hubspot' ? systemClock : clock,
      ids: createIds(systemClock),
      random: () => 0,
      log: silentLog,
      governor: unpaced,
      tokens: inMemory(),
      configDir: join(ROOT, 'mappings'),
    });
    connected.set(definition.name, { definition, connection });
  }
  const systems = new Map([...connected].filter(([, { definition }]) => definition.capabilities.readable));

  const look = makeHydration(connected, clock, (system, failure) => {
    if (failure.kind === 'auth') void pauseConnection(db, system, failure, clock.now());
  });
  const ids = createIds(systemClock);
  const common = {
    db,
    clock,
    ids,
    hashOf: (address: string) => address,
    random: () => 0.5,
    worker: 'history',
    partitions: 1,
    leaseMs: LEASE_MS,
    mappingVersion: 'history',
    kindOf: (system: string, object: string) => mappings.kindOf(system, object),
    misses: createMisses(clock),
    // The people of these histories share a handful of names and phones: rules would rightly set most of them aside.
    identity: null,
  };
  await setUp(mappings, systems);
  const sink = makeSink({ ...common, ring: () => undefined });
  const watched: readonly Watched[] = [...systems.keys()].flatMap((system) => mappings.watched(system));
  const connectionOf = (system: string) => {
    const found = systems.get(system);
    if (found === undefined) throw new Error(`no connection to ${system}`);
    return found.connection;
  };
  const never = new AbortController().signal;

  async function reconcile(): Promise<void> {
    for (const lane of LANES)
      while (
        (await reconcileBatch(lane, 0, { ...common, world: look, mappings: mappings.byKind, batchSize: 50 }))
          .entities > 0
      );
  }
  async function decide(): Promise<void> {
    const context = {
      ...common,
      ...decideRules(mappings),
      directory: () => directoryIn(look),
      trial: () => Promise.resolve(null),
      timelineOf: () => null,
      batchSize: 50,
    };
    for (const lane of LANES) while ((await decideBatch(lane, 0, context)).decided > 0);
  }
  const guarded = { breaker: DEFAULT_BREAKER, log: silentLog };
  async function deliver(): Promise<void> {
    const context = {
      ...common,
      systems,
      staleMs: 300_000,
      batchSize: 50,
      mappingVersion: 'history',
      ...guarded,
    };
    for (const lane of LANES) while ((await deliverBatch(lane, 0, context)) > 0);
  }
  async function poll(system?: string): Promise<void> {
    for (const object of watched) {
      if (system !== undefined && object.system !== system) continue;
      try {
        await pollChanges(object, connectionOf(object.system), db, sink, clock, never);
      } catch (error) {
        // A poll that fails is made again later.
        if (!(error instanceof FailureError)) throw error;
      }
    }
  }
  /** Back to work where a connection was paused: it answers again. */
  async function resume(): Promise<boolean> {
    let resumed = false;
    for (const system of (await pausedConnections(db)).keys()) {
      try {
        await connectionOf(system).identify({ lane: 'live' });
        resumed = (await resumeConnection(db, system)) || resumed;
      } catch (error) {
        if (!(error instanceof FailureError)) throw error;
      }
    }
    return resumed;
  }
  /** Leaps to what is due next. False when nothing is. */
  async function leap(): Promise<boolean> {
    const { rows } = await sql<{ due: Date | null }>`
      select min(due) as due from (
        select min(due_at) as due from inbox
        union all select min(due_at) from to_decide where received_at is not null
        union all select min(due_at) from intent where state = 'due'
        union all select min(lease_until) from intent where state = 'sent') d`.execute(db);
    const due = rows[0]?.due ?? null;
    if (due === null) return false;
    leaptMs += Math.max(0, due.getTime() - clock.now().getTime());
    return true;
  }

  return {
    db,
    sink,
    look,
    mappings,
    systems,
    hub,
    force,
    async touch(id, about) {
      const now = clock.now();
      const source = { system: 'hubspot', object: 'form-submission', id: ids.next() };
      const who = { kind: 'record', object: 'contacts', id } as const;
      const touchpoint = {
        source,
        who,
        kind: 'form_submit',
        at: now,
        about,
        campaign: null,
        details: {},
      } as const;
      await storeTouchpoints(db, [touchpoint], { lane: 'live', now });
    },
    poll,
    reconcile,
    decide,
    deliver,
    async drain() {
      for (let round = 0; round < MOST_ROUNDS; round += 1) {
        await recoverLeases(db, clock.now(), clock.now());
        await reconcile();
        await decide();
        await reconcile();
        await deliver();
        const resumed = await resume();
        if (!(await leap()) && !resumed) return;
      }
      throw new Error(`something is still due after ${MOST_ROUNDS} rounds`);
    },
    async lookAtAll() {
      await retryParked(db, clock.now());
      for (const object of watched)
        await backfill(object, connectionOf(object.system), db, sink, clock, never);
    },
    async writes() {
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from receipt`.execute(db);
      return rows[0]?.n ?? 0;
    },
    async reset() {
      for (const { control } of [hub, force]) await control.clear('faults');
      const anew = { seed: 7, population: 0, schema: 'kept' };
      await hub.control.post('reset', anew);
      await hub.control.post('search-lag', { ms: 0 });
      await force.control.post('reset', anew);
      await emptyLedger(db);
      leaptMs += 120_000;
      for (const [system, { connection }] of systems) {
        const account = await connection.identify({ lane: 'live' });
        await pinAccount(db, system, account, clock.now());
        await resumeConnection(db, system);
      }
      await poll();
    },
    async close() {
      for (const { connection } of connected.values()) await connection.close();
      await database.close();
      await sandbox.close();
    },
  };
}

const unpaced: Governor = { take: () => Promise.resolve(), report: () => undefined };

function inMemory() {
  let kept: Tokens | null = null;
  return {
    load: () => Promise.resolve(kept),
    save: (tokens: Tokens) => {
      kept = tokens;
      return Promise.resolve();
    },
  };
}
