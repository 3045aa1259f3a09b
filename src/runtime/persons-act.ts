import { setTimeout as sleep } from 'node:timers/promises';
import type { Connected } from '../capture/hydrate.ts';
import type { Clock, Ids } from '../domain/clock.ts';
import type { SystemName } from '../domain/record.ts';
import type { LedgerDb } from '../ledger/database.ts';
import type { Bell } from '../platform/queue/queue.ts';
import type { Mappings } from './mappings.ts';

/** What it takes to carry out something that a person has asked for, and to wait for it. */
export interface PersonsAct {
  readonly db: LedgerDb;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly partitions: number;
  readonly systems: ReadonlyMap<SystemName, Connected>;
  readonly mappings: Mappings;
  readonly ring: (bell: Bell) => void;
  readonly signal: AbortSignal;
  readonly by: string;
}

const NAP_MS = 50;
/** What has not arrived by then (a paused connection, a backoff, a refused write) goes on without the person waiting for it. */
const PATIENCE_MS = 10_000;

/** Asks until what was found is not pending any more, or the person has waited long enough; tells what was found last. */
export async function waitWhile<Found>(
  find: () => Promise<Found>,
  isPending: (found: Found) => boolean,
  { clock, signal }: Pick<PersonsAct, 'clock' | 'signal'>,
): Promise<Found> {
  const until = clock.now().getTime() + PATIENCE_MS;
  for (;;) {
    const found = await find();
    if (!isPending(found) || clock.now().getTime() >= until) return found;
    await sleep(NAP_MS, undefined, { signal });
  }
}
