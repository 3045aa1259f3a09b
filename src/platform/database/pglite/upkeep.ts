import type { Log } from '../../../connector/contract.ts';

/** Leaves off at the next good moment when the signal is given. */
export type Work = (signal: AbortSignal) => Promise<void>;

export interface Upkeep {
  /** Begins nothing more, and waits for what has begun: it needs the pools that are closed next. */
  stop(): Promise<void>;
}

/** Does `work` every `ms` milliseconds, never twice at once. It keeps no process alive, and what fails is tried again. */
export function every(ms: number, log: Log, work: Work): Upkeep {
  const stopping = new AbortController();
  let running: Promise<void> | null = null;
  const timer = setInterval(() => {
    running ??= work(stopping.signal)
      .catch((error: unknown) => log.warn('database maintenance failed', { error: String(error) }))
      .finally(() => (running = null));
  }, ms).unref();
  return {
    stop: async () => {
      clearInterval(timer);
      stopping.abort();
      await running;
    },
  };
}
