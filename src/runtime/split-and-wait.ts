import { makeHydration } from '../capture/hydrate.ts';
import type { EntityId } from '../domain/entity.ts';
import type { HeldUp, Split, SplitRequest } from '../domain/split.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { readHistory } from '../ledger/history.ts';
import { isPending } from '../ledger/pending.ts';
import { splitRecords } from '../reconcile/split-records.ts';
import { waitWhile, type PersonsAct } from './persons-act.ts';

/** Splits records off, and tells whether what follows from it has arrived in every system. */
export async function splitAndWait(request: SplitRequest, options: PersonsAct): Promise<Split> {
  const { db, clock, systems, mappings } = options;
  const split = await splitRecords(request, {
    ...options,
    world: makeHydration(systems, clock, () => undefined),
    mappings: mappings.byKind,
    onNoted: (partition) => options.ring({ stage: 'reconcile', lane: 'live', partition }),
  });
  if (split.kind !== 'noted') return split;
  const entities = [split.stays.entity, split.leaves.entity].filter((id) => id !== null);
  const pending = await waitWhile(() => isPending(db, entities), Boolean, options);
  return { ...split, kind: 'done', arrived: !pending, heldUp: await heldUp(db, entities) };
}

async function heldUp(db: LedgerDb, entities: readonly EntityId[]): Promise<readonly HeldUp[]> {
  const histories = await Promise.all(entities.map((id) => readHistory(db, id, { touchesPage: 1 })));
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
