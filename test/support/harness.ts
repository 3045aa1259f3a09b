import { createServer, type Server } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { makeApp } from '../../src/api/server.ts';
import type { Simulator } from '../../src/connector/simulator.ts';
import type { Log } from '../../src/connector/contract.ts';
import { openRuntime, type Runtime } from '../../src/runtime/runtime.ts';
import { startSandbox } from '../../src/runtime/sandbox.ts';
import { migratedDatabase } from './ledger.ts';
import { silentLog } from './log.ts';
import {
  controlOf,
  hubSpotPerson,
  salesforcePerson,
  type Control,
  type HubSpotPerson,
  type SalesforcePerson,
} from './people.ts';

const ROOT = join(import.meta.dirname, '..', '..');

export interface HarnessOptions {
  readonly population?: number;
  readonly latencyMs?: number;
  readonly limits?: boolean;
  /** Where the ledger is; an in-memory one when not given. */
  readonly databaseUrl?: string;
  readonly redisUrl?: string;
  readonly configDir?: string;
  readonly log?: Log;
  /** Webhooks reach Leadloop. Default true. */
  readonly webhooks?: boolean;
  readonly stream?: boolean;
  readonly pollMs?: number;
}

/** Both simulated systems, the people in them, and a Leadloop between. */
export interface Harness {
  readonly hub: HubSpotPerson & { readonly control: Control; readonly simulator: Simulator };
  readonly force: SalesforcePerson & { readonly control: Control; readonly simulator: Simulator };
  readonly runtime: Runtime;
  readonly url: string;
  /** Takes over what changed and waits until nothing is due. */
  settle(): Promise<void>;
  /** Vendor calls since the last count, by system. */
  calls(): Promise<{ readonly hub: Record<string, number>; readonly force: Record<string, number> }>;
  forgetCalls(): Promise<void>;
  close(): Promise<void>;
}

export async function openHarness(options: HarnessOptions = {}): Promise<Harness> {
  let runtime: Runtime | null = null;
  const front = await listenFirst(() => runtime);
  const url = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
  const sandbox = await startSandbox({
    systems: ['hubspot', 'salesforce'],
    port: () => 0,
    webhookUrl: (system) => (options.webhooks === false ? null : `${url}/webhooks/${system}`),
    seed: 7,
    population: options.population ?? 0,
    latencyMs: () => options.latencyMs ?? 0,
    limits: options.limits ?? false,
  });
  const keyDir = await mkdtemp(join(tmpdir(), 'leadloop-harness-'));
  const hubSim = need(sandbox.simulators.get('hubspot'));
  const forceSim = need(sandbox.simulators.get('salesforce'));
  await controlOf(hubSim).post('search-lag', { ms: 0 });
  const opened = await openRuntime({
    databaseUrl: options.databaseUrl ?? null,
    dataDir: null,
    keyDir,
    redisUrl: options.redisUrl ?? null,
    configDir: options.configDir ?? join(ROOT, 'mappings'),
    key: null,
    partitions: 1,
    pollMs: options.pollMs ?? 3_600_000,
    leaseMs: 30_000,
    environment: {
      ...sandbox.environment,
      SALESFORCE_STREAM: options.stream === true ? 'on' : 'off',
      INTAKE_WEB_FORM_KEY: 'form-key-for-tests',
    },
    log: options.log ?? silentLog,
    ...(options.databaseUrl === undefined ? { database: await migratedDatabase() } : {}),
  });
  runtime = opened;
  await opened.operations.setup();
  await opened.engine.start({ capture: true });
  const force = await salesforcePerson(forceSim);
  return {
    hub: { ...hubSpotPerson(hubSim), control: controlOf(hubSim), simulator: hubSim },
    force: { ...force, control: controlOf(forceSim), simulator: forceSim },
    runtime: opened,
    url,
    async settle() {
      for (let round = 0; round < 20; round += 1) {
        const { writes } = await opened.operations.sync({ full: false });
        if (Object.values(writes).every((count) => count === 0)) return;
      }
      throw new Error('20 rounds were not enough to settle');
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
    async close() {
      front.closeAllConnections();
      await new Promise((resolve) => front.close(resolve));
      await opened.close();
      await sandbox.close();
      await rm(keyDir, { recursive: true, force: true });
    },
  };
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
        await running.engine.sink.store(received.events);
        return received.reply ?? { status: 200, body: {} };
      },
      publicUrl: null,
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

export const writesIn = (routes: Record<string, number>): number =>
  Object.entries(routes)
    .filter(
      ([route]) =>
        /batch\/(create|update|upsert|archive)|^PATCH|^PUT|composite\/sobjects|jobs\/ingest$/.test(route) &&
        !/^GET|composite\/sobjects\/\w+$/.test(route),
    )
    .reduce((sum, [, count]) => sum + count, 0);
