import { createServer, type Server } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AddressInfo } from 'node:net';
import { sql } from 'kysely';
import { makeApp } from '../../src/api/server.ts';
import type { Simulator } from '../../src/connector/simulator.ts';
import type { Log } from '../../src/connector/contract.ts';
import type { Clock } from '../../src/domain/clock.ts';
import type { DriftSettings } from '../../src/domain/drift.ts';
import { resumeConnection } from '../../src/ledger/connections.ts';
import type { LedgerDb } from '../../src/ledger/database.ts';
import { dueWork } from '../../src/ledger/leases.ts';
import { openRuntime, type Runtime, type RuntimeOptions } from '../../src/runtime/runtime.ts';
import { emptyLedger, migratedDatabase } from './ledger.ts';
import { keptLog, type KeptLog } from './log.ts';
import {
  controlOf,
  hubSpotPerson,
  salesforcePerson,
  type Control,
  type HubSpotPerson,
  type SalesforcePerson,
} from './people.ts';
import { newPostgresDatabase } from './postgres-database.ts';
import { startTestSandbox } from './sandbox.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const SEED = 7;
/** Lower than the default, so that a mass change takes few records. */
export const BREAKER_FLOOR = 100;
/** It saves calls; where batches of hundreds follow each other, a test would be mostly this pause. */
const BURST_PAUSE_MS = 20;
/** With which the harness keeps tokens. */
export const KEY = Buffer.alloc(32, 'for tests only').toString('base64');

export interface HarnessOptions {
  readonly population?: number;
  readonly latencyMs?: number;
  readonly limits?: boolean;
  /**
   * Where the ledger is; null for the built-in database, in memory. When not given, a new one on PostgreSQL where that is
   * installed, as the same takes half the time there, else the built-in one.
   */
  readonly databaseUrl?: string | null;
  readonly redisUrl?: string;
  readonly configDir?: string;
  readonly log?: Log;
  /** Webhooks reach Leadloop. Default true. */
  readonly webhooks?: boolean;
  readonly stream?: boolean;
  /** Of both systems and of Leadloop; the machine's when not given. */
  readonly clock?: Clock;
  readonly pollMs?: number;
  /** The drift audit; never by itself when not given. */
  readonly drift?: DriftSettings;
  /** How far back a full sync takes over what people did. Default 0: that takes seconds of the limit on searches. */
  readonly touchpointDays?: number;
  /** Below it are people's timelines; there is no link to them when not given. */
  readonly timelines?: string;
  /** Makes of a new account and a new org what the mappings ask for. */
  readonly prepare?: (hub: Control, force: Control) => Promise<void>;
}

/** Both simulated systems, the people in them, and a Leadloop between. */
export interface Harness {
  readonly hub: HubSpotPerson & { readonly control: Control; readonly simulator: Simulator };
  readonly force: SalesforcePerson & { readonly control: Control; readonly simulator: Simulator };
  readonly runtime: Runtime;
  readonly url: string;
  /** What it has logged since the last reset, unless another log was given. */
  readonly log: KeptLog;
  /** Takes over what changed and waits until nothing is due. Answers how many writes it took, by system. */
  settle(): Promise<Readonly<Record<string, number>>>;
  /** Looks at every record of both systems and settles. */
  settleAll(): Promise<void>;
  /** Waits until the webhooks on their way have arrived. */
  webhooksArrived(): Promise<void>;
  /**
   * Both systems and the ledger begin anew, without faults; connections and servers stay, and unless the schema is to be new,
   * the fields that were set up, as making them takes longer than most tests.
   */
  reset(options?: { readonly schema?: 'new' | 'kept' }): Promise<void>;
  /** Vendor calls since the last count, by system. */
  calls(): Promise<{ readonly hub: Record<string, number>; readonly force: Record<string, number> }>;
  forgetCalls(): Promise<void>;
  /** One more worker at the same ledger and systems. Not on the built-in database. */
  anotherWorker(): Promise<Runtime>;
  close(): Promise<void>;
}

export async function openHarness(options: HarnessOptions = {}): Promise<Harness> {
  const databaseUrl = options.databaseUrl === undefined ? await usualDatabase() : options.databaseUrl;
  let runtime: Runtime | null = null;
  const log = keptLog();
  const front = await listenFirst(() => runtime);
  const url = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
  const webhookUrl = (system: string): string | null =>
    options.webhooks === false ? null : `${url}/webhooks/${system}`;
  const sandbox = await startTestSandbox({
    webhookUrl,
    seed: SEED,
    population: options.population ?? 0,
    latencyMs: () => options.latencyMs ?? 0,
    limits: options.limits ?? false,
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  });
  const keyDir = await mkdtemp(join(tmpdir(), 'leadloop-harness-'));
  const { hub: hubSim, force: forceSim } = sandbox;
  await controlOf(hubSim).post('search-lag', { ms: 0 });
  await options.prepare?.(controlOf(hubSim), controlOf(forceSim));
  const runtimeOptions: RuntimeOptions = {
    databaseUrl,
    dataDir: null,
    keyDir,
    redisUrl: options.redisUrl ?? null,
    configDir: options.configDir ?? join(ROOT, 'mappings'),
    key: KEY,
    partitions: 1,
    pollMs: options.pollMs ?? 3_600_000,
    breaker: { floor: BREAKER_FLOOR, share: 5 },
    leaseMs: 30_000,
    burstPauseMs: BURST_PAUSE_MS,
    ...(options.drift === undefined ? {} : { drift: options.drift }),
    touchpointDays: options.touchpointDays ?? 0,
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    timelines: options.timelines ?? null,
    environment: {
      ...sandbox.environment,
      SALESFORCE_STREAM: options.stream === true ? 'on' : 'off',
      INTAKE_WEB_FORM_KEY: 'form-key-for-tests',
    },
    log: options.log ?? log,
    setUp: true,
    ...(databaseUrl === null ? { database: await migratedDatabase() } : {}),
  };
  const closeAround = async (): Promise<void> => {
    front.closeAllConnections();
    await new Promise((resolve) => front.close(resolve));
    await sandbox.close();
    await rm(keyDir, { recursive: true, force: true });
  };
  const opened = await openRuntime(runtimeOptions).catch(async (error: unknown) => {
    await runtimeOptions.database?.close();
    await closeAround();
    throw error;
  });
  runtime = opened;
  const refillBudget = async (): Promise<void> => {
    // The simulators count no calls here, so waiting for their limits would only make tests slow.
    if (options.limits !== true) await sql`truncate budget`.execute(opened.db);
  };
  const webhooksArrived = async (): Promise<void> => {
    for (;;) {
      const { pending } = await controlOf(hubSim).get<{ pending: number }>('webhooks');
      if (pending === 0) return;
      await sleep(5);
    }
  };
  await opened.start({ capture: true });
  const force = await salesforcePerson(forceSim);
  const harness: Harness = {
    hub: { ...hubSpotPerson(hubSim), control: controlOf(hubSim), simulator: hubSim },
    force: { ...force, control: controlOf(forceSim), simulator: forceSim },
    runtime: opened,
    url,
    log,
    async settle() {
      const sum: Record<string, number> = {};
      for (let round = 0; round < 20; round += 1) {
        await webhooksArrived();
        await refillBudget();
        const { writes } = await opened.operations.sync({ full: false });
        for (const [system, count] of Object.entries(writes)) sum[system] = (sum[system] ?? 0) + count;
        if (Object.values(writes).every((count) => count === 0)) return sum;
      }
      throw new Error('20 rounds were not enough to settle');
    },
    async settleAll() {
      await refillBudget();
      await opened.operations.sync({ full: true });
      await harness.settle();
    },
    webhooksArrived,
    async reset({ schema = 'kept' } = {}) {
      await webhooksArrived();
      for (const simulator of [hubSim, forceSim]) {
        await controlOf(simulator).clear('faults');
        await controlOf(simulator).post('latency', { ms: options.latencyMs ?? 0 });
      }
      await drained(opened.db);
      const population = { seed: SEED, population: options.population ?? 0, schema };
      await controlOf(forceSim).post('reset', population);
      await controlOf(hubSim).post('reset', population);
      await controlOf(hubSim).post('search-lag', { ms: 0 });
      await controlOf(hubSim).post('webhooks', { url: webhookUrl('hubspot') });
      if (schema === 'new') await options.prepare?.(controlOf(hubSim), controlOf(forceSim));
      await emptyLedger(opened.db);
      for (const system of opened.systems.keys()) await resumeConnection(opened.db, system);
      if (schema === 'new') await opened.operations.setup();
      await opened.engine.pollAll(AbortSignal.timeout(10_000));
      await harness.forgetCalls();
      log.forget();
    },
    async calls() {
      const routes = async (control: Control) =>
        (await control.get<{ routes: Record<string, number> }>('stats')).routes;
      return { hub: await routes(controlOf(hubSim)), force: await routes(controlOf(forceSim)) };
    },
    async forgetCalls() {
      await controlOf(hubSim).clear('stats');
      await controlOf(forceSim).clear('stats');
    },
    async anotherWorker() {
      const another = await openRuntime(runtimeOptions);
      await another.start({ capture: true });
      return another;
    },
    async close() {
      await opened.close();
      await closeAround();
    },
  };
  return harness;
}

async function usualDatabase(): Promise<string | null> {
  const database = await newPostgresDatabase();
  return database.kind === 'made' ? database.url : null;
}

/** Until nothing that is due now is left; what waits for later, or for a person, does not count. */
async function drained(db: LedgerDb): Promise<void> {
  while ((await dueWork(db, new Date())).length > 0 || (await underWay(db))) await sleep(5);
}

async function underWay(db: LedgerDb): Promise<boolean> {
  const { rows } = await sql`
    select 1 from entity where lease_until > now() union all select 1 from intent where state = 'sent' limit 1`.execute(
    db,
  );
  return rows.length > 0;
}

/** The webhook URL must be known before the simulators start, and the runtime after them. */
async function listenFirst(runtime: () => Runtime | null): Promise<Server> {
  const server = createServer(
    makeApp({
      get operations() {
        return need(runtime()).operations;
      },
      async receive(system, request) {
        const running = runtime();
        const connection = running?.systems.get(system)?.connection;
        if (running === null || connection?.receive === undefined) return { status: 503, body: {} };
        const received = await connection.receive(request);
        if (received.kind === 'refused')
          return {
            status: received.status,
            body: { error: { code: received.code, message: received.message } },
          };
        await running.engine.take(system, received);
        return received.reply ?? { status: 200, body: {} };
      },
      publicUrl: null,
      timelines: { password: null, read: () => Promise.resolve(null) },
      localToken: 'test',
      metrics: () => Promise.resolve(''),
      isReady: () => runtime() !== null,
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function need<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('not there');
  return value;
}

/** Salesforce reads many records by a POST to their object. */
export const isWrite = (route: string): boolean =>
  /batch\/(create|update|upsert|archive)|composite of writes$|^PATCH|^PUT|composite\/sobjects|jobs\/ingest$/.test(
    route,
  ) && !/^GET|composite\/sobjects\/\w+$/.test(route);

export const writesIn = (routes: Record<string, number>): number =>
  Object.entries(routes)
    .filter(([route]) => isWrite(route))
    .reduce((sum, [, count]) => sum + count, 0);
