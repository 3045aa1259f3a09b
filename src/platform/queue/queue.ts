import type { Log } from '../../connector/contract.ts';
import { LANES, type Lane } from '../../domain/lane.ts';
import type { Database } from '../database/database.ts';
import { openBackend, type BullQueue, type BullWorker } from './backend.ts';
import { createBellRuns, type BellRuns } from './bell-runs.ts';
import { createRinger } from './ringer.ts';
import { createSchedules } from './schedules.ts';

export const STAGES = ['reconcile', 'decide', 'deliver'] as const;
export type Stage = (typeof STAGES)[number];

/** "There may be work in the ledger for this stage, lane and partition." */
export interface Bell {
  readonly stage: Stage;
  readonly lane: Lane;
  readonly partition: number;
}

export const bellKey = ({ stage, lane, partition }: Bell): string => `${stage}/${lane}/${partition}`;

/**
 * Doorbells over BullMQ: on Redis, or in the database. A bell carries no work, as the ledger has it; so a handler takes
 * from the ledger until nothing due is left, and may be rung for nothing. The process that rings answers by itself as long as it
 * has a hand free, which spares the way through the queue; what is too much for it goes to whoever is free first.
 *
 * After every ring at least one run of the handler begins. Bells are not told apart by job ids, which would drop a ring
 * that comes while the last one is being answered; rings are gathered before they are sent and again where they
 * arrive. What ends with a process or with Redis is rung again from the ledger, at the start and every few seconds.
 */
export interface Queue {
  /** Returns at once. Rings of one bell within 15 ms become one; a ring that fails is logged. */
  ring(bell: Bell): void;
  /** At most `overlap` runs of one bell go on at a time in this process. What the handler throws is logged. */
  work(stage: Stage, lane: Lane, handler: BellHandler, options: WorkOptions): void;
  /**
   * Runs `handler` now and every `ms`, in one of the processes, never twice at once: a run that is due while the last
   * one goes on is left out. What the handler throws is logged.
   */
  every(name: string, ms: number, handler: (signal: AbortSignal) => Promise<void>): Promise<void>;
  /** Begins nothing more and waits for what is in hand; aborts the handlers' signal after `graceMs`. */
  close(graceMs?: number): Promise<void>;
}

export interface WorkOptions {
  /** Bells of different partitions are answered side by side. */
  readonly partitions: number;
  readonly overlap: number;
}

export type BellHandler = (bell: Bell, signal: AbortSignal) => Promise<void>;

export interface QueueOptions {
  readonly database: Database;
  /** `redis://…`; null keeps the bells in the database. */
  readonly redisUrl: string | null;
  /** Letters, digits and `-`; sets apart several installations that share one Redis or database. */
  readonly prefix: string;
  readonly log: Log;
}

const LINGER_MS = 15;
/** With what else there is to close, the whole process ends within 10 s. */
const GRACE_MS = 3_000;
/** For handlers that do not heed their signal. */
const AFTER_ABORT_MS = 1_000;

/** One that is closed while it still connects never ends. */
async function closeOnceReady(worker: BullWorker): Promise<void> {
  await worker.waitUntilReady();
  await worker.close();
}

/** Throws when Redis cannot be reached, and when the database refuses BullMQ's tables. */
export async function openQueue({ database, redisUrl, prefix, log }: QueueOptions): Promise<Queue> {
  const backend = await openBackend({ database, redisUrl, log });
  const name = (stage: Stage, lane: Lane): string => `${prefix}-${stage}-${lane}`;
  const queues = new Map<string, BullQueue>();
  for (const stage of STAGES) {
    for (const lane of LANES) queues.set(name(stage, lane), backend.queue(name(stage, lane)));
  }
  const workers: BullWorker[] = [];
  /** Of this process, by queue. */
  const runs = new Map<string, BellRuns<number>>();
  const stop = new AbortController();

  const ringer = createRinger<Bell>({
    lingerMs: LINGER_MS,
    key: bellKey,
    async send({ stage, lane, partition }) {
      const own = runs.get(name(stage, lane));
      if (own?.hasRoom(partition) === true) void own.run(partition);
      else await queues.get(name(stage, lane))?.add('ring', { partition });
    },
    log,
  });
  const schedules = createSchedules({ name: `${prefix}-every`, backend, database, signal: stop.signal, log });

  async function shutDown(graceMs: number): Promise<void> {
    ringer.close();
    const finished = Promise.all([
      schedules.finish(),
      ...workers.map(closeOnceReady),
      ...[...runs.values()].map((own) => own.idle()),
    ]);
    const abort = setTimeout(() => stop.abort(new Error('Leadloop is stopping')), graceMs);
    const givenUp = Promise.withResolvers<undefined>();
    const giveUp = setTimeout(() => givenUp.resolve(undefined), graceMs + AFTER_ABORT_MS);
    await Promise.race([finished, givenUp.promise]);
    clearTimeout(abort);
    clearTimeout(giveUp);
    await Promise.all([...queues.values()].map((queue) => queue.close()));
    await schedules.close();
    await backend.close();
  }

  let closing: Promise<void> | null = null;
  return {
    ring: (bell) => ringer.ring(bell),
    work(stage, lane, handler, { partitions, overlap }) {
      const own = createBellRuns<number>((partition) => handler({ stage, lane, partition }, stop.signal), {
        overlap,
        signal: stop.signal,
        onError: (error, partition) =>
          log.error('a handler failed', { stage, lane, partition, error: String(error) }),
      });
      runs.set(name(stage, lane), own);
      workers.push(
        backend.worker(name(stage, lane), partitions * overlap, async (job) =>
          own.run((job.data as { partition: number }).partition),
        ),
      );
    },
    every: (task, ms, handler) => schedules.every(task, ms, handler),
    close: (graceMs = GRACE_MS) => (closing ??= shutDown(graceMs)),
  };
}
