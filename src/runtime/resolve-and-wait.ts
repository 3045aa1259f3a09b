import { setTimeout as sleep } from 'node:timers/promises';
import { makeHydration, type Connected } from '../capture/hydrate.ts';
import type { Clock, Ids } from '../domain/clock.ts';
import type { SystemName } from '../domain/record.ts';
import type { Resolution, ResolveRequest } from '../domain/resolution.ts';
import type { ObjectSchema } from '../domain/schema.ts';
import type { LedgerDb } from '../ledger/database.ts';
import type { Bell } from '../platform/queue/queue.ts';
import { readConflict } from '../ledger/list-conflicts.ts';
import { resolveConflict } from '../reconcile/resolve-conflict.ts';
import type { Mappings } from './mappings.ts';

export interface ResolveOptions {
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
/** What has not arrived by then (a paused connection, a refused write) goes on without the person waiting for it. */
const PATIENCE_MS = 10_000;

/** Takes a person's answer, and tells whether it has arrived in every system. */
export async function resolveAndWait(request: ResolveRequest, options: ResolveOptions): Promise<Resolution> {
  const { db, clock, systems, mappings, signal } = options;
  const resolution = await resolveConflict(request, {
    ...options,
    world: makeHydration(systems, clock, () => undefined),
    mappings: mappings.byKind,
    kindOf: (system, object) => mappings.kindOf(system, object),
    onNoted: (partition) => options.ring({ stage: 'reconcile', lane: 'live', partition }),
    describe: (system, object) => describeOrNull(systems.get(system), object),
  });
  if (resolution.kind === 'refused') return resolution;
  const until = clock.now().getTime() + PATIENCE_MS;
  for (;;) {
    const state = (await readConflict(db, resolution.id))?.state ?? resolution.state;
    if (state !== 'resolving' || clock.now().getTime() >= until) return { ...resolution, state };
    await sleep(NAP_MS, undefined, { signal });
  }
}

/** A schema that can not be had now is no reason to refuse: the system itself checks the write. */
async function describeOrNull(
  connected: Connected | undefined,
  object: string,
): Promise<ObjectSchema | null> {
  try {
    return (await connected?.connection.describe(object, { lane: 'live' })) ?? null;
  } catch {
    return null;
  }
}
