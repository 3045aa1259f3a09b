import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { makeApp, listen } from '../api/server.ts';
import type { ApiContext } from '../api/routes.ts';
import type { Log } from '../connector/contract.ts';
import { findConnectors } from '../connector/registry.ts';
import { seededRandom } from '../connector/sim/random.ts';
import { explain } from '../domain/failure.ts';
import { resetLedger } from '../ledger/reset.ts';
import type { Config } from '../platform/config.ts';
import { forgetServer, noteServer } from '../platform/server-file.ts';
import { hasCredentials } from './connect.ts';
import { runMarket, MARKET_RATES } from './market.ts';
import { makeMetrics } from './metrics.ts';
import { openRuntime, type Runtime } from './runtime.ts';
import { simulatorPort, startSandbox, type Sandbox } from './sandbox.ts';
import { runtimeSettings } from './settings.ts';
import { readTimeline } from './timeline.ts';

const SEED = 1;
const POPULATION = 40;
const SANDBOX_LATENCY_MS = 80;

export interface Started {
  readonly url: string;
  readonly sandbox: Sandbox | null;
  readonly shape: Runtime['shape'];
  close(): Promise<void>;
}

/** Starts everything: the HTTP side first, then the sandbox when there are no credentials, then the engine. */
export async function start(
  config: Config,
  environment: Readonly<Record<string, string | undefined>>,
  log: Log,
): Promise<Started> {
  const localToken = randomBytes(24).toString('base64url');
  let runtime: Runtime | null = null;
  let ready = false;
  let sandbox: Sandbox | null = null;
  const metricsText = makeMetrics();
  const running = (): Runtime => {
    if (runtime === null) throw Object.assign(new Error('starting'), { status: 503 });
    return runtime;
  };
  const context: ApiContext = {
    get operations() {
      return running().operations;
    },
    async receive(system, request) {
      const { systems, engine } = running();
      const connection = systems.get(system)?.connection;
      if (connection?.receive === undefined) return null;
      const received = await connection.receive(request);
      if (received.kind === 'refused') {
        log.warn(`${system}: an inbound request was refused`, {
          code: received.code,
          status: received.status,
        });
        return {
          status: received.status,
          body: { error: { code: received.code, message: received.message } },
        };
      }
      await engine.take(system, received);
      return received.reply ?? { status: 200, body: { accepted: received.events.length } };
    },
    // The sandbox is on this machine: its webhooks are signed for the address that they come to.
    get publicUrl() {
      return sandbox === null ? config.LEADLOOP_PUBLIC_URL : null;
    },
    localToken,
    timelines: {
      password: config.LEADLOOP_TIMELINE_PASSWORD,
      read: (id, touchesPage) => {
        const { db, mappings, systems } = running();
        return readTimeline(id, touchesPage, { db, mappings, systems }, new Date());
      },
    },
    metrics: async () => metricsText(await running().operations.status()),
    isReady: () => ready,
  };

  const server = await listen(
    makeApp(context, (error) => log.error('a request failed', { error: explain(error) })),
    config.PORT,
  );
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ending = new AbortController();
  const close = async (): Promise<void> => {
    ending.abort();
    await closeServer(server);
    await runtime?.close();
    await sandbox?.close();
    if (ready) await forgetServer(config.LEADLOOP_DATA);
    ready = false;
  };
  try {
    const inSandbox = !(await anyCredentials(environment));
    if (inSandbox) sandbox = await openSandbox(url, environment);
    runtime = await openRuntime({
      ...runtimeSettings(config),
      dataDir: join(config.LEADLOOP_DATA, inSandbox ? 'sandbox' : 'ledger'),
      environment: { ...environment, ...sandbox?.environment },
      log,
      setUp: sandbox !== null,
    });
    if (sandbox !== null) await resetLedger(runtime.db);
    await runtime.start({ capture: true });
    await noteServer(config.LEADLOOP_DATA, { url, token: localToken, pid: process.pid });
    ready = true;
    if (sandbox !== null) fillSandbox(runtime, sandbox, config, log, ending.signal);
    return { url, sandbox, shape: runtime.shape, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function anyCredentials(environment: Readonly<Record<string, string | undefined>>): Promise<boolean> {
  const connectors = await findConnectors();
  return connectors.some(
    (definition) => definition.capabilities.writable && hasCredentials(definition, environment),
  );
}

export async function openSandbox(
  leadloopUrl: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Sandbox> {
  const connectors = await findConnectors();
  return startSandbox({
    systems: connectors.map((definition) => definition.name),
    port: (system) => simulatorPort(system, environment),
    webhookUrl: (system) => `${leadloopUrl}/webhooks/${system}`,
    seed: SEED,
    population: POPULATION,
    latencyMs: () => SANDBOX_LATENCY_MS,
    limits: true,
  });
}

/** Brings both simulated systems together, then lets their people work. */
function fillSandbox(
  runtime: Runtime,
  sandbox: Sandbox,
  config: Config,
  log: Log,
  signal: AbortSignal,
): void {
  runtime.operations.sync({ full: true }).catch((error: unknown) => {
    if (!signal.aborted) log.error('the sandbox could not be filled', { error: String(error) });
  });
  runMarket(
    [...sandbox.simulators.values()],
    MARKET_RATES[config.LEADLOOP_MARKET],
    seededRandom(SEED),
    log,
    signal,
  );
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 1_000).unref();
  });
}
