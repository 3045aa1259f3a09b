import { Client } from 'pg';
import { closeAtEnd } from '../support/close-shared.ts';
import { openHarness, type Harness } from '../support/harness.ts';
import { startPostgres, startRedis, type TestServer } from '../support/servers.ts';

/** See the README: one code, three ways to run it. */
export const SHAPES = ['embedded', 'server', 'fleet'] as const;
export type Shape = (typeof SHAPES)[number];

/** Each shape is opened once per run, when first needed, and begins anew for every test. */
const opened = new Map<Shape, Promise<Harness | Unavailable>>();
const servers = new Map<string, Promise<TestServer>>();

interface Unavailable {
  readonly unavailable: string;
}

/**
 * Runs the same scenarios on every shape this machine offers. `body` is called while tests are being defined; `world`
 * is the shape's harness, to be used inside hooks and tests only.
 *
 * @param on shapes to run on. Everything runs embedded; what depends on the database or the queue runs on all, since
 *   the rest of the code is the same. `SCENARIO_SHAPES=all` runs everything on all.
 */
export function describeShapes(
  title: string,
  body: (world: Harness) => void,
  on: readonly Shape[] = ['embedded'],
): void {
  for (const shape of process.env['SCENARIO_SHAPES'] === 'all' ? SHAPES : on) {
    describe(`${title} (${shape})`, function () {
      this.timeout(60_000);
      let harness: Harness | null = null;
      before(async function () {
        const found = await harnessOf(shape);
        if ('unavailable' in found) {
          console.log(`      left out: ${found.unavailable}`);
          this.skip();
        }
        harness = found;
      });
      beforeEach(() => harness?.reset());
      body(
        new Proxy({} as Harness, {
          get(_target, name) {
            if (harness === null) throw new Error('the world is there only while a test runs');
            return Reflect.get(harness, name, harness) as unknown;
          },
        }),
      );
    });
  }
}

function harnessOf(shape: Shape): Promise<Harness | Unavailable> {
  const known = opened.get(shape);
  if (known !== undefined) return known;
  const opening = open(shape);
  opened.set(shape, opening);
  return opening;
}

async function open(shape: Shape): Promise<Harness | Unavailable> {
  if (shape === 'embedded') return openHarness();
  const postgres = await serverOf('postgres', startPostgres);
  if (postgres.kind === 'unavailable') return { unavailable: postgres.reason };
  const databaseUrl = await newDatabase(postgres.url, `leadloop_${shape}_${process.pid}`);
  if (shape === 'server') return openHarness({ databaseUrl });
  const redis = await serverOf('redis', () => startRedis());
  if (redis.kind === 'unavailable') return { unavailable: redis.reason };
  return openHarness({ databaseUrl, redisUrl: redis.url });
}

function serverOf(name: string, start: () => Promise<TestServer>): Promise<TestServer> {
  const running = servers.get(name) ?? start();
  servers.set(name, running);
  return running;
}

/** Shapes must not share a database: each is an installation of its own. */
async function newDatabase(url: string, name: string): Promise<string> {
  await onServer(url, `drop database if exists ${name}`);
  await onServer(url, `create database ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return own.href;
}

async function onServer(connectionString: string, statement: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

closeAtEnd(async () => {
  for (const [shape, opening] of opened) {
    const harness = await opening;
    if ('unavailable' in harness) continue;
    await harness.close();
    const postgres = await servers.get('postgres');
    if (shape !== 'embedded' && postgres?.kind === 'running')
      await onServer(postgres.url, `drop database if exists leadloop_${shape}_${process.pid}`);
  }
  for (const starting of servers.values()) {
    const server = await starting;
    if (server.kind === 'running') await server.stop();
  }
});
