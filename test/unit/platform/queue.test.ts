import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Log } from '../../../src/connector/contract.ts';
import type { Database } from '../../../src/platform/database/database.ts';
import { openDatabase } from '../../../src/platform/database/open.ts';
import { openQueue, type Bell, type Queue } from '../../../src/platform/queue/queue.ts';
import { testDatabase } from '../../support/database.ts';
import { silentLog } from '../../support/log.ts';
import { freePort, startPostgres, startRedis, type TestServer } from '../../support/servers.ts';

const LIVE: Bell = { stage: 'reconcile', lane: 'live', partition: 3 };

/** Waits for a condition, and fails when it does not come about. */
async function until(condition: () => boolean, what: string, ms = 10_000): Promise<void> {
  const deadline = performance.now() + ms;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`in vain: ${what}`);
    await sleep(5);
  }
}

/** A log whose lines are kept. */
function recordingLog(): { readonly log: Log; readonly lines: string[] } {
  const lines: string[] = [];
  const write = (message: string): void => void lines.push(message);
  return { log: { debug: write, info: write, warn: write, error: write }, lines };
}

describe('the queue', function () {
  this.timeout(60_000);
  let servers: { readonly postgres: TestServer; readonly redis: TestServer };
  before(async () => {
    servers = { postgres: await startPostgres(), redis: await startRedis() };
  });
  after(async () => {
    for (const server of Object.values(servers)) if (server.kind === 'running') await server.stop();
  });

  for (const shape of ['pglite', 'postgres', 'redis'] as const) {
    describe(`on ${shape}`, () => {
      let database: Database;
      let redisUrl: string | null = null;
      let installation = 0;
      const open: Queue[] = [];
      const start = async (prefix: string, log: Log = silentLog): Promise<Queue> => {
        const queue = await openQueue({ database, redisUrl, prefix, log });
        open.push(queue);
        return queue;
      };
      const newPrefix = (): string => `test-${shape}-${(installation += 1)}`;

      before(async function () {
        const { postgres, redis } = servers;
        if (shape === 'postgres') {
          if (postgres.kind !== 'running') return this.skip();
          database = await openDatabase({ url: postgres.url, dataDir: null, log: silentLog });
        } else {
          if (shape === 'redis') {
            if (redis.kind !== 'running') return this.skip();
            redisUrl = redis.url;
          }
          database = await testDatabase();
        }
      });
      afterEach(() => Promise.all(open.splice(0).map((queue) => queue.close(0))));
      after(() => (database as Database | undefined)?.close());

      it('rings the handler of the stage and lane, with the partition', async () => {
        const queue = await start(newPrefix());
        const heard: Bell[] = [];
        const hear = (bell: Bell): Promise<void> => Promise.resolve(void heard.push(bell));
        queue.work('reconcile', 'live', hear, { partitions: 2, overlap: 1 });
        queue.work('deliver', 'hot', hear, { partitions: 2, overlap: 1 });
        queue.ring(LIVE);
        queue.ring({ stage: 'deliver', lane: 'hot', partition: 0 });
        await until(() => heard.length === 2, 'both bells');
        expect(heard).to.have.deep.members([LIVE, { stage: 'deliver', lane: 'hot', partition: 0 }]);
      });

      it('reaches the handler within 250 ms in the middle of 30 rings', async () => {
        const queue = await start(newPrefix());
        let arrived: (() => void) | undefined;
        queue.work('reconcile', 'live', () => Promise.resolve(arrived?.()), { partitions: 1, overlap: 1 });
        const waits: number[] = [];
        for (let partition = 0; partition < 30; partition += 1) {
          const arrival = new Promise<void>((resolve) => (arrived = resolve));
          const rung = performance.now();
          queue.ring({ ...LIVE, partition });
          await arrival;
          waits.push(performance.now() - rung);
        }
        expect(waits.sort((a, b) => a - b)[15]).to.be.lessThan(250);
      });

      it('turns 1,000 rings of one bell into a few runs, with one that begins after the last ring', async () => {
        const queue = await start(newPrefix());
        let begun = 0;
        let last = 0;
        queue.work(
          'reconcile',
          'live',
          () => {
            begun += 1;
            last = performance.now();
            return Promise.resolve();
          },
          { partitions: 4, overlap: 1 },
        );
        let rung = 0;
        for (let ring = 0; ring < 1_000; ring += 1) {
          rung = performance.now();
          queue.ring(LIVE);
          if (ring % 100 === 99) await sleep(2);
        }
        await until(() => last >= rung, 'a run after the last ring');
        expect(begun).to.be.lessThan(50);
      });

      for (const overlap of [1, 2]) {
        it(`runs once more for a ring that finds ${overlap} under way, and not more than that at once`, async () => {
          const queue = await start(newPrefix());
          let running = 0;
          let most = 0;
          let done = 0;
          const gate = Promise.withResolvers<undefined>();
          queue.work(
            'reconcile',
            'live',
            async () => {
              running += 1;
              most = Math.max(most, running);
              if (done === 0) await gate.promise;
              running -= 1;
              done += 1;
            },
            { partitions: 4, overlap },
          );
          for (let ring = 0; ring < 5; ring += 1) {
            queue.ring(LIVE);
            await sleep(30);
          }
          await until(() => running === overlap, 'the first runs');
          gate.resolve(undefined);
          await until(() => done > overlap, 'one more run');
          expect(most).to.equal(overlap);
        });
      }

      it('answers a ring itself while it has a hand free, and hands on what is too much', async () => {
        const prefix = newPrefix();
        const [busy, free] = [await start(prefix), await start(prefix)];
        const gate = Promise.withResolvers<undefined>();
        let [taken, helped] = [0, 0];
        busy.work('reconcile', 'live', () => ((taken += 1), gate.promise), { partitions: 1, overlap: 1 });
        busy.ring(LIVE);
        expect(taken).to.equal(1);
        const help = (): Promise<void> => Promise.resolve(void (helped += 1));
        free.work('reconcile', 'live', help, { partitions: 1, overlap: 1 });
        await until(() => {
          busy.ring(LIVE);
          return helped > 0;
        }, 'help');
        gate.resolve(undefined);
      });

      it('goes on after a handler has failed, and logs it', async () => {
        const { log, lines } = recordingLog();
        const queue = await start(newPrefix(), log);
        let calls = 0;
        queue.work(
          'deliver',
          'bulk',
          () => {
            calls += 1;
            return calls === 1 ? Promise.reject(new Error('broken')) : Promise.resolve();
          },
          { partitions: 1, overlap: 1 },
        );
        queue.ring({ stage: 'deliver', lane: 'bulk', partition: 1 });
        await until(() => calls === 1, 'the first call');
        queue.ring({ stage: 'deliver', lane: 'bulk', partition: 1 });
        await until(() => calls === 2, 'the second call');
        expect(lines).to.include('a handler failed');
      });

      it('keeps a ring for a worker that comes later', async () => {
        const prefix = newPrefix();
        const ringing = await start(prefix);
        ringing.ring(LIVE);
        await sleep(100);
        await ringing.close();
        const working = await start(prefix);
        let heard = 0;
        working.work('reconcile', 'live', () => Promise.resolve(void (heard += 1)), {
          partitions: 1,
          overlap: 1,
        });
        await until(() => heard === 1, 'the kept ring');
      });

      it('runs a task at its interval, never twice at once', async () => {
        const queue = await start(newPrefix());
        let running = 0;
        let most = 0;
        let done = 0;
        await queue.every('sweep', 100, async () => {
          running += 1;
          most = Math.max(most, running);
          await sleep(250);
          running -= 1;
          done += 1;
        });
        await until(() => done >= 3, 'three runs');
        expect(most).to.equal(1);
      });

      it('forgets a task that the next version does not have', async () => {
        const prefix = newPrefix();
        const { log, lines } = recordingLog();
        const before = await start(prefix);
        let old = 0;
        await before.every('old', 100, () => Promise.resolve(void (old += 1)));
        await until(() => old > 0, 'the old task');
        await before.close();
        const queue = await start(prefix, log);
        let runs = 0;
        await queue.every('new', 100, () => Promise.resolve(void (runs += 1)));
        await until(() => lines.includes('removed a schedule that nothing here knows'), 'the removal');
        const seen = old;
        const now = runs;
        await until(() => runs > now + 2, 'the new task');
        expect(old).to.equal(seen);
        expect(lines.filter((line) => line.startsWith('removed'))).to.have.length(1);
      });

      it('finishes what is in hand before it closes, and begins nothing more', async () => {
        const queue = await start(newPrefix());
        let begun = 0;
        let done = 0;
        queue.work(
          'reconcile',
          'live',
          async () => {
            begun += 1;
            await sleep(200);
            done += 1;
          },
          { partitions: 1, overlap: 1 },
        );
        queue.ring(LIVE);
        await until(() => begun === 1, 'the run');
        const closed = queue.close();
        queue.ring({ ...LIVE, partition: 4 });
        await closed;
        expect(done).to.equal(1);
        await sleep(100);
        expect(begun).to.equal(1);
      });

      it('aborts the signal of a run that outlasts the grace time', async () => {
        const queue = await start(newPrefix());
        let aborted = false;
        let begun = false;
        queue.work(
          'reconcile',
          'live',
          async (_bell, signal) => {
            begun = true;
            await once(signal, 'abort');
            aborted = true;
          },
          { partitions: 1, overlap: 1 },
        );
        queue.ring(LIVE);
        await until(() => begun, 'the run');
        await queue.close(50);
        expect(aborted).to.equal(true);
      });
    });
  }

  it('says which Redis it cannot reach, without its password', async () => {
    const database = await testDatabase();
    const port = await freePort();
    const options = { database, redisUrl: `redis://:hunter2@127.0.0.1:${port}`, prefix: 'x', log: silentLog };
    const error = await openQueue(options).catch((reason: unknown) => reason);
    await database.close();
    expect(error)
      .to.be.instanceOf(Error)
      .with.property('message')
      .that.matches(/127\.0\.0\.1.*REDIS_URL/);
    expect(String(error)).to.not.include('hunter2');
  });

  it('does not hold up the caller while Redis is away, and rings again when it is back', async function () {
    const port = await freePort();
    const redis = await startRedis({ port });
    if (redis.kind !== 'running') return this.skip();
    const database = await testDatabase();
    const { log, lines } = recordingLog();
    const queue = await openQueue({ database, redisUrl: redis.url, prefix: 'away', log });
    const working = await openQueue({ database, redisUrl: redis.url, prefix: 'away', log: silentLog });
    let heard = 0;
    working.work('reconcile', 'live', () => Promise.resolve(void (heard += 1)), {
      partitions: 1,
      overlap: 1,
    });
    await redis.stop();
    queue.ring(LIVE);
    await until(
      () => lines.includes('bells cannot be rung; the ledger will ring again'),
      'the failure',
      2_000,
    );
    const back = await startRedis({ port });
    await until(() => {
      queue.ring(LIVE);
      return heard > 0;
    }, 'a ring after Redis came back');
    expect(lines).to.include('bells can be rung again');
    await Promise.all([queue.close(), working.close()]);
    await database.close();
    if (back.kind === 'running') await back.stop();
  });
});
