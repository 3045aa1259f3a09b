import type { Log } from '../../connector/contract.ts';
import type { Database } from '../database/database.ts';
import type { Backend } from './backend.ts';
import { withRunLock } from './run-lock.ts';

type Task = (signal: AbortSignal) => Promise<void>;

export interface Schedules {
  every(name: string, ms: number, task: Task): Promise<void>;
  /** Begins nothing more and waits for what runs. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

/** How often the schedules are declared again, for a Redis that has lost them. */
const DECLARE_AGAIN_MS = 60_000;

/** More tasks than this at once wait for each other. */
const CONCURRENCY = 20;

/**
 * Tasks at intervals, as BullMQ's job schedulers on one queue. One that this process does not know belongs to an older
 * version and is removed when its time comes; should it belong to a newer one, that one's process declares it again.
 */
export function createSchedules(options: {
  readonly name: string;
  readonly backend: Backend;
  readonly database: Database;
  readonly signal: AbortSignal;
  readonly log: Log;
}): Schedules {
  const { name: queueName, backend, database, signal, log } = options;
  const tasks = new Map<string, { readonly ms: number; readonly task: Task }>();
  const queue = backend.queue(queueName);
  let worker: ReturnType<Backend['worker']> | null = null;

  const declare = async (name: string, ms: number): Promise<void> => {
    await queue.upsertJobScheduler(name, { every: ms }, { name });
  };
  const timer = setInterval(() => {
    for (const [name, { ms }] of tasks) {
      declare(name, ms).catch((error: unknown) =>
        log.warn('a schedule could not be declared again', { name, error: String(error) }),
      );
    }
  }, DECLARE_AGAIN_MS).unref();

  const run = async (name: string): Promise<void> => {
    const entry = tasks.get(name);
    if (entry === undefined) {
      // Another of its runs may have been due at the same time.
      if (await queue.removeJobScheduler(name))
        log.info('removed a schedule that nothing here knows', { name });
      return;
    }
    await withRunLock(database, `${queueName}/${name}`, async () => {
      try {
        await entry.task(signal);
      } catch (error) {
        log.error('a scheduled task failed', { name, error: String(error) });
      }
    });
  };

  return {
    async every(name, ms, task) {
      tasks.set(name, { ms, task });
      await declare(name, ms);
      // Not before the first task is known: the jobs of all others would be taken for an older version's.
      worker ??= backend.worker(queueName, CONCURRENCY, (job) => run(job.name));
    },
    async finish() {
      clearInterval(timer);
      await worker?.close();
    },
    close: () => queue.close(),
  };
}
