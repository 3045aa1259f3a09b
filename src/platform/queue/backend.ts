import {
  createPostgresBackend,
  createRedisBackend,
  DEFAULT_SCHEMA,
  Queue,
  runMigrations,
  Worker,
  type Job,
  type Processor,
} from 'bullmq';
import { Redis } from 'ioredis';
import type { Log } from '../../connector/contract.ts';
import type { Database } from '../database/database.ts';

export type BullQueue = Pick<
  Queue,
  'add' | 'close' | 'upsertJobScheduler' | 'removeJobScheduler' | 'getJobSchedulers'
>;
export type BullWorker = Pick<Worker, 'close' | 'waitUntilReady'>;

export interface Backend {
  queue(name: string): BullQueue;
  worker(name: string, concurrency: number, process: (job: Job) => Promise<void>): BullWorker;
  /** Call it when all queues and workers are closed. */
  close(): Promise<void>;
}

/** Jobs carry nothing worth keeping. */
const JOB = { removeOnComplete: true, removeOnFail: true } as const;

/** Nobody reads BullMQ's event stream here. */
const STREAMS = { events: { maxLen: 100 } };

/**
 * A job whose process was killed comes back after the lock's time. BullMQ's default lets it come back once and then
 * fails it for good, so that two crashes would lose a bell.
 */
const WORKER = { lockDuration: 30_000, stalledInterval: 30_000, maxStalledCount: 1_000 } as const;

/** BullMQ on Redis, or on the database in a schema of its own (`bullmq`). */
export async function openBackend(options: {
  readonly database: Database;
  readonly redisUrl: string | null;
  readonly log: Log;
}): Promise<Backend> {
  const { database, redisUrl, log } = options;
  const report = outageReport(log);
  return redisUrl === null ? onDatabase(database, report) : onRedis(redisUrl, report);
}

async function onDatabase(database: Database, report: Report): Promise<Backend> {
  // Its functions and tables are used without their schema's name, and some are called like ours may be.
  const pool = database.openSchemaPool(DEFAULT_SCHEMA);
  // Every queue and worker adds a listener.
  pool.setMaxListeners(0);
  const client = await pool.connect();
  try {
    await runMigrations(client);
  } finally {
    client.release();
  }
  return {
    queue(name) {
      const options = { connection: pool, defaultJobOptions: JOB, streams: STREAMS };
      return logged(new Queue(name, options as never, createPostgresBackend as never), report);
    },
    worker(name, concurrency, process) {
      const options = { connection: pool, concurrency, ...WORKER };
      return logged(
        new Worker(name, process as Processor, options as never, createPostgresBackend as never),
        report,
      );
    },
    close: () => pool.end(),
  };
}

async function onRedis(url: string, report: Report): Promise<Backend> {
  // Adding must fail at once while Redis is away: BullMQ's own connection would wait for it, and the caller with it.
  const producer = new Redis(url, { maxRetriesPerRequest: 1, enableOfflineQueue: false, lazyConnect: true });
  producer.on('error', report);
  try {
    await producer.connect();
  } catch (cause) {
    producer.disconnect();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `Cannot use Redis at ${withoutPassword(url)}: ${reason}. ` +
        'Check REDIS_URL and that Redis runs, or unset it to keep the queue in the database.',
      { cause },
    );
  }
  // BullMQ requires null here: a worker waits for Redis as long as it takes. Not lazy: the copies that BullMQ makes of
  // a lazy client do not come back after an outage.
  const consumer = new Redis(url, { maxRetriesPerRequest: null });
  consumer.on('error', report);
  const clients = [producer, consumer];
  return {
    queue(name) {
      return logged(
        new Queue(
          name,
          { connection: producer, defaultJobOptions: JOB, streams: STREAMS },
          createRedisBackend,
        ),
        report,
      );
    },
    worker(name, concurrency, process) {
      return logged(
        new Worker(name, process, { connection: consumer, concurrency, ...WORKER }, createRedisBackend),
        report,
      );
    },
    async close() {
      await Promise.all(clients.map((client) => client.quit().catch(() => client.disconnect())));
    },
  };
}

type Report = (error: Error) => void;

/** BullMQ's objects emit `error` for everything that they try again by themselves; unheard, it would end the process. */
function logged<T extends { on(event: 'error', listener: Report): unknown }>(emitter: T, report: Report): T {
  emitter.on('error', report);
  return emitter;
}

const OUTAGE_QUIET_MS = 10_000;

/** Logs an error, and not the same again while it keeps coming: every worker has it. */
function outageReport(log: Log): Report {
  const reported = new Map<string, number>();
  return ({ message }) => {
    const now = performance.now();
    if (now - (reported.get(message) ?? -Infinity) > OUTAGE_QUIET_MS) {
      log.warn('the queue is disturbed', { error: message });
    }
    reported.set(message, now);
  };
}

function withoutPassword(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'REDIS_URL';
}
