import { isOnItsWay, type Difference, type DriftCount, type DriftFinding } from '../../domain/drift.ts';
import type { Clock, Ids } from '../../domain/clock.ts';
import type { EntityId, EntityKind } from '../../domain/entity.ts';
import type { RecordRef, SystemName } from '../../domain/record.ts';
import { loadEntities, type ClaimedEntity, type EntityToLoad } from '../../ledger/claim-entities.ts';
import type { LedgerDb } from '../../ledger/database.ts';
import { underWay } from '../../ledger/drift-sample.ts';
import { openFailuresOf } from '../../ledger/open-failures.ts';
import { survivorsOf } from '../../ledger/references.ts';
import type { Mapping } from '../../mapping/mapping.ts';
import { fromInbox, readTwins, type Snapshots } from '../gather.ts';
import { makeResolver } from '../resolve.ts';
import type { World } from '../world.ts';
import { compareEntity } from './compare-entity.ts';
import { countCompared, type ComparedEntity } from './count.ts';

export interface DriftLookContext {
  readonly db: LedgerDb;
  readonly world: World;
  readonly mappings: ReadonlyMap<EntityKind, Mapping>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly lagMs: number;
  /** When changes of the object were last taken over; null: never, or the system is paused. */
  readonly capturedAt: (ref: Pick<RecordRef, 'system' | 'object'>) => Date | null;
  /** What is known of entities from looks before. */
  readonly known: readonly DriftFinding[];
}

/** What a look at entities of one kind has found. */
export interface DriftLook {
  readonly compared: readonly EntityId[];
  readonly findings: readonly Found[];
  readonly counts: readonly DriftCount[];
  /** Entities of which something is on its way. */
  readonly onItsWay: number;
  /** Entities of which a record could not be read. */
  readonly unreadable: number;
}

export type Found = DriftFinding & Pick<Difference, 'mendable' | 'before' | 'after'>;

/**
 * Reads the entities' records as they are now and compares them. Only reads: it changes nothing, neither in a system nor in
 * the ledger. Whatever is on its way when the records have been read is left out, so that no change is taken for drift that
 * came in, or was written, meanwhile.
 */
export async function lookForDrift(
  kind: EntityKind,
  drawn: readonly EntityToLoad[],
  context: DriftLookContext,
): Promise<DriftLook> {
  const { db, mappings, clock } = context;
  const mapping = mappings.get(kind);
  if (mapping === undefined || drawn.length === 0)
    return { compared: [], findings: [], counts: [], onItsWay: 0, unreadable: 0 };
  const readAt = clock.now();
  const before = await underWay(
    db,
    drawn.map(({ id }) => id),
    readAt,
    readAt,
  );
  const quiet = drawn.filter(({ id }) => !before.has(id));
  const snapshots = await readRecords(await loadEntities(db, quiet), context);
  const ids = quiet.map(({ id }) => id);
  const meanwhile = await underWay(db, ids, readAt, clock.now());
  const entities = (await loadEntities(db, quiet)).filter(({ id }) => !meanwhile.has(id));

  const comparisons = await compareAll(entities, mapping, snapshots, context);
  const compared: ComparedEntity[] = [];
  const findings: Found[] = [];
  let young = 0;
  for (const { entity, comparison } of comparisons) {
    if (comparison.kind === 'unreadable') continue;
    const differences = [...comparison.gone, ...comparison.fields.flatMap((field) => field.differences)];
    const found = differences.map((difference) => foundIn(entity, kind, difference, context));
    const settled = found.filter((one) => !isOnItsWay(one, clock.now(), context.lagMs));
    if (settled.length < found.length) young += 1;
    findings.push(...found);
    compared.push({ fields: comparison.fields, differing: new Set(settled.map(({ field }) => field)) });
  }
  return {
    compared: comparisons.flatMap(({ entity, comparison }) =>
      comparison.kind === 'compared' ? [entity] : [],
    ),
    findings,
    counts: countCompared(kind, compared),
    onItsWay: before.size + meanwhile.size + young,
    unreadable: comparisons.filter(({ comparison }) => comparison.kind === 'unreadable').length,
  };
}

async function readRecords(
  entities: readonly ClaimedEntity[],
  { world, mappings }: DriftLookContext,
): Promise<Snapshots> {
  const snapshots = fromInbox(entities, world);
  await readTwins(entities, snapshots, { world, mappings, lane: 'audit' });
  return snapshots;
}

async function compareAll(
  entities: readonly ClaimedEntity[],
  mapping: Mapping,
  snapshots: Snapshots,
  context: DriftLookContext,
) {
  const { db, world, ids, clock, capturedAt } = context;
  const resolver = await makeResolver(
    [...snapshots.values()].map((snapshot) => ({ mapping, snapshot })),
    world,
    db,
    null,
  );
  const keys = [...snapshots.values()].flatMap((snapshot) =>
    snapshot.kind === 'present' && snapshot.record.externalKey !== null ? [snapshot.record.externalKey] : [],
  );
  const survivors = await survivorsOf(db, [...new Set(keys)]);
  const failures = await openFailuresOf(
    db,
    entities.map(({ id }) => id),
  );
  const has =
    (trait: 'readable' | 'writable') =>
    (system: SystemName): boolean =>
      world.systems.some((traits) => traits.name === system && traits[trait]);
  const troubles = { capturedAt, failuresOf: (entity: EntityId) => failures.get(entity) ?? [] };
  const compare = {
    ...{ mapping, resolver, ids, troubles, now: clock.now() },
    ...{ readable: has('readable'), writable: has('writable') },
  };
  return entities.map((claimed) => ({
    entity: claimed.id,
    comparison: compareEntity(
      {
        ...{ claimed, snapshots, survivors },
        ...{ found: [], unsearched: new Set(), probed: [], corrections: new Map() },
      },
      compare,
    ),
  }));
}

/** A difference that was found before has been there since then. */
function foundIn(
  entity: EntityId,
  kind: EntityKind,
  { since, ...difference }: Difference,
  { known, clock }: DriftLookContext,
): Found {
  const before = known.find(
    (one) =>
      one.entity === entity && one.field === difference.field && one.ref.system === difference.ref.system,
  );
  const now = since ?? clock.now();
  return {
    ...difference,
    entity,
    kind,
    since: before !== undefined && before.since < now ? before.since : now,
  };
}
