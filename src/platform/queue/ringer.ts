import type { Log } from '../../connector/contract.ts';

export interface RingerOptions<Bell> {
  readonly lingerMs: number;
  readonly key: (bell: Bell) => string;
  readonly send: (bell: Bell) => Promise<void>;
  readonly log: Log;
}

/**
 * Gathers rings: the first of a bell is sent at once, those of the next `lingerMs` as one at their end. So no ring waits
 * long, none is dropped, and a thousand events are a few sends.
 */
export function createRinger<Bell>({ lingerMs, key, send, log }: RingerOptions<Bell>): {
  ring(bell: Bell): void;
  close(): void;
} {
  const lingering = new Map<string, { again: boolean; readonly timer: NodeJS.Timeout }>();
  let failures = 0;
  let closed = false;

  function ring(bell: Bell): void {
    if (closed) return;
    const entry = lingering.get(key(bell));
    if (entry === undefined) start(bell);
    else entry.again = true;
  }

  function start(bell: Bell): void {
    const timer = setTimeout(() => {
      const again = lingering.get(key(bell))?.again === true;
      lingering.delete(key(bell));
      if (again) start(bell);
    }, lingerMs);
    lingering.set(key(bell), { again: false, timer });
    send(bell).then(succeeded, failed);
  }

  // One line at the beginning and one at the end of an outage, not thousands in between.
  function failed(error: unknown): void {
    if (failures === 0)
      log.warn('bells cannot be rung; the ledger will ring again', { error: String(error) });
    failures += 1;
  }
  function succeeded(): void {
    if (failures > 0) log.info('bells can be rung again', { failures });
    failures = 0;
  }

  return {
    ring,
    close() {
      closed = true;
      for (const { timer } of lingering.values()) clearTimeout(timer);
      lingering.clear();
    },
  };
}
