import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../domain/clock.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { untilDrained } from '../ledger/drain.ts';

export interface Draining {
  readonly db: LedgerDb;
  readonly clock: Clock;
  /** Ends the wait, which rejects then. */
  readonly signal: AbortSignal;
}

/** Resolves when nothing of what has come in by now is due any more, see {@link untilDrained}. */
export const drained = ({ db, clock, signal }: Draining): Promise<void> =>
  untilDrained(
    db,
    () => clock.now(),
    (ms) => sleep(ms, undefined, { signal }),
  );
