import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Operations } from '../../src/api/operations.ts';
import { startLeadloop } from '../../test/scenario/crash/leadloop-process.ts';
import { freePort, startPostgres } from '../../test/support/servers.ts';
import { setUpSystems } from '../../test/support/set-up.ts';
import type { SimulatorMessage, SimulatorOptions } from './simulators.ts';

export type Shape = 'embedded' | 'postgres';

/** As the Dockerfile sets it. */
const MEMORY = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '131072' };

export interface WorldOptions {
  readonly shape?: Shape;
  /** Added to every call, by system. Default 0. */
  readonly latencyMs?: Readonly<Record<string, number>>;
  readonly webhooks?: boolean;
  readonly stream?: boolean;
  /** More of Leadloop's settings. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Lifts Leadloop's own pace, see unpaced.ts. */
  readonly unpaced?: boolean;
  /** The folder of the mapping files; the project's own when not given. An import writes into it. */
  readonly configDir?: string;
}

/** Leadloop as it is started by `leadloop start`, both simulated systems beside it, and this process as the people. */
export interface World {
  readonly url: string;
  /** Of Leadloop, to be watched. */
  readonly pid: number;
  readonly operations: Operations;
  readonly hubspot: string;
  readonly salesforce: string;
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Null when this machine has no PostgreSQL for the shape; the reason is printed. */
export async function openWorld(options: WorldOptions = {}): Promise<World | null> {
  const server = options.shape === 'postgres' ? await startPostgres() : null;
  if (server?.kind === 'unavailable') {
    console.log(`left out on PostgreSQL: ${server.reason}\n`);
    return null;
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'leadloop-bench-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const simulatorOptions: SimulatorOptions = {
    latencyMs: options.latencyMs ?? {},
    limits: false,
    webhookUrl: options.webhooks === true ? `${url}/webhooks/hubspot` : null,
  };
  const simulators = fork(join(import.meta.dirname, 'simulators.ts'), [JSON.stringify(simulatorOptions)]);
  const [message] = (await once(simulators, 'message')) as [SimulatorMessage];
  const { hubspot = '', salesforce = '' } = message.urls;
  await control(hubspot, 'search-lag', { ms: 0 });
  await setUpSystems(message.environment);
  const leadloop = startLeadloop({
    dataDir,
    port,
    environment: {
      ...message.environment,
      // Thousands of people come and change at once here, and nobody is there to be asked.
      LEADLOOP_BREAKER_FLOOR: '1000000000',
      SALESFORCE_STREAM: options.stream === true ? 'on' : 'off',
      ...MEMORY,
      ...(server === null ? {} : { DATABASE_URL: server.url }),
      ...options.environment,
    },
    ...(options.configDir === undefined ? {} : { configDir: options.configDir }),
    nodeArguments: options.unpaced === true ? ['--import', join(import.meta.dirname, 'unpaced.ts')] : [],
  });
  await leadloop.ready;
  const operations = await leadloop.operations();
  return {
    url,
    pid: leadloop.pid,
    operations,
    hubspot,
    salesforce,
    environment: message.environment,
    async close() {
      await leadloop.terminate();
      simulators.disconnect();
      await server?.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** One of a simulator's own routes. */
export async function control(simulator: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(`${simulator}/_sim/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  const text = await answer.text();
  return text === '' ? undefined : (JSON.parse(text) as unknown);
}

const SEED_CHUNK = 5_000;

/** As long as nobody edits them, people who were there before: only a look at everything finds them. */
export const LONG_AGO = { lastmodifieddate: '2020-01-01T00:00:00.000Z' };

/** Puts people into HubSpot, without events: their ids. */
export async function addContacts(
  world: World,
  count: number,
  group: string,
  more: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let start = 0; start < count; start += SEED_CHUNK) {
    const people = Array.from({ length: Math.min(SEED_CHUNK, count - start) }, (_, index) => ({
      properties: { ...person(start + index, group), ...more },
    }));
    ids.push(...((await control(world.hubspot, 'records/contacts', people)) as { ids: string[] }).ids);
  }
  return ids;
}

export const person = (number: number, group: string): Record<string, string> => ({
  email: `${group}-${number}@example.com`,
  firstname: `First ${number % 97}`,
  lastname: `Last ${number % 1_009}`,
  company: `Company ${number % 311}`,
  jobtitle: `Title ${number % 53}`,
  city: `City ${number % 71}`,
  zip: String(10_000 + (number % 80_000)),
});

/** Vendor calls since the last count, by route, of both systems. */
export async function takeCalls(world: World): Promise<ReadonlyMap<string, number>> {
  const calls = new Map<string, number>();
  for (const [name, simulator] of [
    ['HubSpot', world.hubspot],
    ['Salesforce', world.salesforce],
  ] as const) {
    const { routes } = (await control(simulator, 'stats')) as { routes: Record<string, number> };
    for (const [route, count] of Object.entries(routes)) calls.set(`${name} ${route}`, count);
    await fetch(`${simulator}/_sim/stats`, { method: 'DELETE' });
  }
  return calls;
}

export const total = (counts: Iterable<number>): number => [...counts].reduce((sum, count) => sum + count, 0);
