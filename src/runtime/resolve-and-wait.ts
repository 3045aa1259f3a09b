import { makeHydration, type Connected } from '../capture/hydrate.ts';
import type { Resolution, ResolveRequest } from '../domain/resolution.ts';
import type { ObjectSchema } from '../domain/schema.ts';
import { readConflict } from '../ledger/list-conflicts.ts';
import { resolveConflict } from '../reconcile/resolve-conflict.ts';
import { waitWhile, type PersonsAct } from './persons-act.ts';

/** Takes a person's answer, and tells whether it has arrived in every system. */
export async function resolveAndWait(request: ResolveRequest, options: PersonsAct): Promise<Resolution> {
  const { db, clock, systems, mappings } = options;
  const resolution = await resolveConflict(request, {
    ...options,
    world: makeHydration(systems, clock, () => undefined),
    mappings: mappings.byKind,
    kindOf: (system, object) => mappings.kindOf(system, object),
    onNoted: (partition) => options.ring({ stage: 'reconcile', lane: 'live', partition }),
    describe: (system, object) => describeOrNull(systems.get(system), object),
  });
  if (resolution.kind === 'refused') return resolution;
  const state = await waitWhile(
    async () => (await readConflict(db, resolution.id))?.state ?? resolution.state,
    (found) => found === 'resolving',
    options,
  );
  return { ...resolution, state };
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
