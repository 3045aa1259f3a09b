import { setTimeout as sleep } from 'node:timers/promises';
import { makeHydration, type Connected } from '../capture/hydrate.ts';
import type { Clock, Ids } from '../domain/clock.ts';
import type { EntityId } from '../domain/entity.ts';
import type { SystemName } from '../domain/record.ts';
import type { HeldUp, Split, SplitRequest } from '../domain/split.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { readHistory } from '../ledger/history.ts';
import { isPending } from '../ledger/pending.ts';
import type { Bell } from '../platform/queue/queue.ts';
import { splitRecords } from '../reconcile/split-records.ts';
import type { Mappings } from './mappings.ts';

export interface SplitOptions {
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
/** What has not arrived by then (a paused connection, a backoff) goes on without the person waiting for it. */
const PATIENCE_MS = 10_000;

/** Splits records off, and tells whether what follows from it has arrived in every system. */
export async function splitAndWait(request: SplitRequest, options: SplitOptions): Promise<Split> {
  const { db, clock, systems, mappings, signal } = options;
  const split = await splitRecords(request, {
    ...options,
    world: makeHydration(systems, clock, () => undefined),
    mappings: mappings.byKind,
    onNoted: (partition) => options.ring({ stage: 'reconcile', lane: 'live', partition }),
  });
  if (split.kind !== 'noted') return split;
  const entities = [split.stays.entity, split.leaves.entity].filter((id) => id !== null);
  const until = clock.now().getTime() + PATIENCE_MS;
  let pending = await isPending(db, entities);
  while (pending && clock.now().getTime() < until) {
    await sleep(NAP_MS, undefined, { signal });
    pending = await isPending(db, entities);
  }
  return { ...split, kind: 'done', arrived: !pending, heldUp: await heldUp(db, entities) };
}

async function heldUp(db: LedgerDb, entities: readonly EntityId[]): Promise<readonly HeldUp[]> {
  const histories = await Promise.all(entities.map((id) => readHistory(db, id)));
  return histories.flatMap((history) =>
    (history?.failures ?? []).map(({ system, code, meaning, fix }) => ({
      entity: history?.id ?? '',
      system,
      code,
      meaning,
      fix,
    })),
  );
}
