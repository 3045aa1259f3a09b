import type { Sink } from '../capture/capture.ts';
import { pollChanges, pollCursor, type Watched } from '../capture/poll-changes.ts';
import type { Connection } from '../connector/contract.ts';
import type { Clock } from '../domain/clock.ts';
import { FailureError, type Failure } from '../domain/failure.ts';
import type { RecordRef, SystemName } from '../domain/record.ts';
import { pausedConnections } from '../ledger/connections.ts';
import type { LedgerDb } from '../ledger/database.ts';

/** A system that has pushed events within this time is polled only to find what a push has lost. */
const PUSH_TRUST_MS = 10 * 60_000;
const PUSHED_POLL_MS = 5 * 60_000;
/**
 * An object that such a system never told of may not be pushed at all, or nothing may happen to it: while polls find
 * nothing either, the pause between them doubles, within these.
 */
const QUIET_POLL_MS = { first: 20_000, most: 60_000 } as const;

export interface PollingContext {
  readonly db: LedgerDb;
  readonly sink: Sink;
  readonly clock: Clock;
  readonly connectionOf: (system: SystemName) => Connection;
  /** How long an object is left alone after a look, in ms. */
  readonly restOf: (object: Watched) => number;
  readonly noteTrouble: (system: SystemName, failure: Failure) => void;
  /** Aborts when the engine stops. */
  readonly stopped: AbortSignal;
}

export interface Polling {
  /** A system has told of a change by itself. */
  pushed(ref: RecordRef): void;
  /** @returns how many records were seen. Rejects when the system can not be asked. */
  poll(object: Watched, signal: AbortSignal): Promise<number>;
  /** Polls unless the connection is paused; a system that can not be asked is noted. */
  pollQuietly(object: Watched): Promise<void>;
  /** The same for those whose time has come. */
  pollDue(objects: readonly Watched[]): Promise<void>;
}

/** Asks for changes, the less the more a system tells by itself. */
export function makePolling({
  db,
  sink,
  clock,
  connectionOf,
  restOf,
  noteTrouble,
  stopped,
}: PollingContext): Polling {
  const pushedAt = new Map<SystemName, number>();
  /** A system may be set up to tell of some objects only. */
  const told = new Set<string>();
  const polledAt = new Map<string, number>();
  const quietPauses = new Map<string, number>();
  const passes = new Map<string, Promise<unknown>>();

  /** One pass after the other: two side by side would fetch the same pages. */
  async function poll(object: Watched, signal: AbortSignal): Promise<number> {
    const name = pollCursor(object);
    const before = passes.get(name);
    const pass = (async () => {
      await Promise.allSettled([before]);
      return pollChanges(object, connectionOf(object.system), db, sink, clock, signal);
    })();
    passes.set(name, pass);
    return pass;
  }

  function isDue(object: Watched): boolean {
    const now = clock.now().getTime();
    const name = pollCursor(object);
    const pushes = now - (pushedAt.get(object.system) ?? -Infinity) < PUSH_TRUST_MS;
    const pause = told.has(name) ? PUSHED_POLL_MS : (quietPauses.get(name) ?? 0);
    const rest = Math.max(restOf(object), pushes ? pause : 0);
    return now - (polledAt.get(name) ?? -Infinity) >= rest;
  }

  function notePoll(object: Watched, seen: number): void {
    const name = pollCursor(object);
    polledAt.set(name, clock.now().getTime());
    if (seen > 0) quietPauses.delete(name);
    else {
      const { first, most } = QUIET_POLL_MS;
      quietPauses.set(name, Math.min(most, Math.max(first, 2 * (quietPauses.get(name) ?? 0))));
    }
  }

  async function pollQuietly(object: Watched): Promise<void> {
    const paused = await pausedConnections(db);
    if (paused.has(object.system)) return;
    try {
      notePoll(object, await poll(object, stopped));
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      noteTrouble(object.system, error.failure);
    }
  }

  return {
    pushed(ref) {
      pushedAt.set(ref.system, clock.now().getTime());
      told.add(pollCursor(ref));
    },
    poll,
    pollQuietly,
    async pollDue(objects) {
      await Promise.all(objects.filter(isDue).map(pollQuietly));
    },
  };
}
