import { closeAtEnd } from '../support/close-shared.ts';
import { openHarness, type Harness, type HarnessOptions } from '../support/harness.ts';
import { mappingsOfPeople } from '../support/people-alone.ts';
import { newPostgresDatabase } from '../support/postgres-database.ts';
import { startRedis, type TestServer } from '../support/servers.ts';
import { markOf, ownShape, SHAPES, type Shape } from '../support/shape.ts';

/** All that is shipped, or people and companies alone, without rules. */
export type Files = 'shipped' | 'people';

/** Each world is opened once per run, when first needed, and begins anew for every test. */
const opened = new Map<string, Promise<Harness | Unavailable>>();

interface Unavailable {
  readonly unavailable: string;
}

/**
 * Runs the same scenarios on every shape this machine offers. `body` is called while tests are being defined; `world`
 * is the shape's harness, to be used inside hooks and tests only.
 *
 * @param on shapes to run on. Everything runs embedded; what depends on the database or the queue runs on all, since
 *   the rest of the code is the same. `SCENARIO_SHAPES=all` runs everything on all, `SCENARIO_SHAPE` on no other.
 * @param files what is mapped.
 */
export function describeShapes(
  title: string,
  body: (world: Harness) => void,
  on: readonly Shape[] = ['embedded'],
  files: Files = 'shipped',
): void {
  const asked = process.env['SCENARIO_SHAPES'] === 'all' ? SHAPES : on;
  for (const shape of asked.filter((one) => ownShape === null || one === ownShape)) {
    describe(`${title} ${markOf(shape)}`, function () {
      this.timeout(60_000);
      let harness: Harness | null = null;
      before(async function () {
        const found = await harnessOf(shape, files);
        if ('unavailable' in found) {
          console.log(`      left out: ${found.unavailable}`);
          this.skip();
        }
        harness = found;
      });
      beforeEach(() => harness?.reset());
      afterEach(function () {
        if (this.currentTest?.state !== 'failed') return;
        for (const line of harness?.log.lines() ?? []) console.log(`      logged: ${line}`);
      });
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

function harnessOf(shape: Shape, files: Files): Promise<Harness | Unavailable> {
  const name = `${shape}_${files}`;
  const known = opened.get(name);
  if (known !== undefined) return known;
  const opening = open(shape, files === 'people' ? { configDir: peopleAlone() } : {});
  opened.set(name, opening);
  return opening;
}

let people: ReturnType<typeof mappingsOfPeople> | null = null;
const peopleAlone = (): string => (people ??= mappingsOfPeople()).folder;

async function open(shape: Shape, options: HarnessOptions): Promise<Harness | Unavailable> {
  if (shape === 'embedded') return openHarness({ ...options, databaseUrl: null });
  const database = await newPostgresDatabase();
  if (database.kind === 'unavailable') return { unavailable: database.reason };
  const databaseUrl = database.url;
  if (shape === 'server') return openHarness({ ...options, databaseUrl });
  redis ??= startRedis();
  const server = await redis;
  if (server.kind === 'unavailable') return { unavailable: server.reason };
  return openHarness({ ...options, databaseUrl, redisUrl: newRedisDatabase(server.url) });
}

let redis: Promise<TestServer> | null = null;
let redisDatabases = 0;

function newRedisDatabase(url: string): string {
  const own = new URL(url);
  own.pathname = `/${redisDatabases}`;
  redisDatabases += 1;
  return own.href;
}

closeAtEnd(async () => {
  for (const opening of opened.values()) {
    const harness = await opening;
    if (!('unavailable' in harness)) await harness.close();
  }
  const server = await redis;
  if (server?.kind === 'running') await server.stop();
  people?.remove();
});
