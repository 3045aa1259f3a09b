import { chunks } from '../domain/chunks.ts';
import { earliest, type Clock, type Ids } from '../domain/clock.ts';
import { OPPORTUNITY, PERSON, type EntityKind } from '../domain/entity.ts';
import type { Lane } from '../domain/lane.ts';
import type { EntityPlan } from '../domain/plan.ts';
import { refKey, RULES, type SystemName, type SystemRecord } from '../domain/record.ts';
import type { RecordAddresses } from '../ledger/addresses.ts';
import type { RecordBlocks } from '../ledger/block-keys.ts';
import type { ClaimedEntity } from '../ledger/claim-entities.ts';
import type { IdentityRules } from '../identity/rules.ts';
import type { SeenStage } from '../ledger/opportunity-stages.ts';
import type { HashOf } from '../ledger/erasures.ts';
import type { PlannedEntity } from '../ledger/planned-entity.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { entitiesOf, survivorsOf } from '../ledger/references.ts';
import type { Resolver } from '../mapping/canonical.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { addressesOf } from './addresses-of.ts';
import { correctSnapshots } from './correct.ts';
import { holdErased } from './hold-erased.ts';
import { identify } from './identify.ts';
import { blocksOf, rulesFor } from './identity-fields.ts';
import { ownersOfHits } from './judge-candidates.ts';
import type { Misses } from './misses.ts';
import { fromInbox, readRung, readTwins, type Snapshots } from './gather.ts';
import { planEntity } from './plan-entity.ts';
import { makeResolver } from './resolve.ts';
import { searchMissing, type Found } from './search-missing.ts';
import { stageOf } from './stages-of.ts';
import { tellChanges } from './tell-changes.ts';
import { nothingToDo } from './nothing-to-do.ts';
import { nothingNew } from './unchanged.ts';
import type { DueCorrection, EntityView } from './view.ts';
import type { World } from './world.ts';

export interface LookContext {
  readonly db: LedgerDb;
  readonly world: World;
  readonly mappings: ReadonlyMap<EntityKind, Mapping>;
  /** What says which records are the same; null when exact look-ups alone do. */
  readonly identity: IdentityRules | null;
  readonly kindOf: (system: SystemName, object: string) => EntityKind | null;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly partitions: number;
  /** Lives longer than a batch. */
  readonly misses: Misses;
  /** By what the addresses of erased people are known. */
  readonly hashOf: HashOf;
}

/** Of a batch, so many entities are claimed, thought about and committed in one go, for whoever else wants the thread and the database. */
export const AT_ONCE = 200;

/** Reads the records of the whole batch, for few calls, and plans for some after the other. */
export async function* planBatch(
  batch: readonly ClaimedEntity[],
  lane: Lane,
  context: LookContext,
  readAt: Date,
): AsyncGenerator<readonly PlannedEntity[]> {
  const { world, mappings } = context;
  const read = { world, mappings, lane };
  const mapped = batch.filter((claimed) => mappings.has(claimed.kind));
  const snapshots = fromInbox(mapped, world);
  await readRung(mapped, snapshots, read);

  const changed: ClaimedEntity[] = [];
  for (const some of chunks(mapped, AT_ONCE)) {
    const resolver = await resolverFor(some, snapshots, context);
    changed.push(...some.filter((claimed) => !isQuiet(claimed, snapshots, resolver, context)));
  }
  const busy = new Set(changed.map((claimed) => claimed.id));
  const quiet = batch.filter((claimed) => !busy.has(claimed.id));
  yield quiet.map((claimed) => ({ claimed, plan: nothingToDo(claimed) }));
  await readTwins(changed, snapshots, read);
  for (const some of chunks(changed, AT_ONCE)) yield await planSome(some, snapshots, lane, context, readAt);
}

async function planSome(
  some: readonly ClaimedEntity[],
  snapshots: Snapshots,
  lane: Lane,
  context: LookContext,
  readAt: Date,
): Promise<readonly PlannedEntity[]> {
  const { db, world, mappings } = context;
  const corrections = correctSnapshots(some, snapshots);
  const full = await resolverFor(some, snapshots, context);
  const held = await holdErased(some, snapshots, {
    ...context,
    mapping: mappings.get(PERSON),
    resolver: full,
    now: readAt,
  });
  const changed = some.filter(({ id }) => !held.has(id));
  const found = new Map<EntityKind, Found>();
  for (const [kind, mapping] of mappings) {
    if (!changed.some((claimed) => claimed.kind === kind)) continue;
    const rules = rulesFor(kind, mapping, context.identity);
    found.set(
      kind,
      await searchMissing(changed, kind, mapping, snapshots, full, world, lane, rules, context.misses),
    );
  }
  const views = await withRules(
    await viewsOf(changed, snapshots, found, corrections, db),
    found,
    full,
    context,
    readAt,
  );
  const plans = views.map((view) => {
    const plan = planOne(view, full, context, readAt);
    return {
      claimed: view.claimed,
      plan,
      blocks: blocksSeen(view, plan.seen, full, context),
      addresses: addressesSeen(view.claimed.kind, plan.seen, full, context),
      stages: stagesSeen(view.claimed.kind, plan.seen, full, context, readAt),
    };
  });
  return [...held.values(), ...(await tellChanges(plans, { world, mappings, lane }))];
}

/** Adds to each view what the rules of identity say of it. */
async function withRules(
  views: readonly EntityView[],
  found: ReadonlyMap<EntityKind, Found>,
  resolver: Resolver,
  context: LookContext,
  readAt: Date,
): Promise<readonly EntityView[]> {
  if (context.identity === null) return views;
  const hits = [...found.values()].flatMap((result) => result.alike);
  const readable = new Set(context.world.systems.flatMap(({ name, readable: can }) => (can ? [name] : [])));
  const lookedUp = await ownersOfHits(hits, context.db);
  const now = context.clock.now();
  const identified = await identify(views, lookedUp, { ...context, resolver, readable, readAt, now });
  return views.map((view) => {
    const alike = identified.get(view.claimed.id);
    return alike === undefined ? view : { ...view, alike };
  });
}

/** The blocks of what was seen, for the next who looks. Whoever was asked about is noted already. */
function blocksSeen(
  view: EntityView,
  seen: readonly SystemRecord[],
  resolver: Resolver,
  { mappings, identity }: LookContext,
): readonly RecordBlocks[] {
  const mapping = mappings.get(view.claimed.kind);
  const rules = mapping === undefined ? null : rulesFor(view.claimed.kind, mapping, identity);
  if (mapping === undefined || rules === null || view.alike !== undefined) return [];
  return seen
    .filter(({ ref }) => mapping.objects.get(ref.system)?.includes(ref.object) === true)
    .map((record) => blocksOf(rules, mapping, record, resolver));
}

/** The addresses of what was seen of a person, for what is told of the person by address alone. */
function addressesSeen(
  kind: EntityKind,
  seen: readonly SystemRecord[],
  resolver: Resolver,
  { mappings }: LookContext,
): readonly RecordAddresses[] {
  const mapping = kind === PERSON ? mappings.get(kind) : undefined;
  return mapping === undefined ? [] : seen.map((record) => addressesOf(mapping, record, resolver));
}

/** The stages that opportunities were seen in, for reports. */
function stagesSeen(
  kind: EntityKind,
  seen: readonly SystemRecord[],
  resolver: Resolver,
  { mappings }: LookContext,
  readAt: Date,
): readonly SeenStage[] {
  const mapping = kind === OPPORTUNITY ? mappings.get(kind) : undefined;
  if (mapping === undefined) return [];
  return seen
    .filter(({ ref }) => ref.system !== RULES)
    .flatMap((record) => stageOf(mapping, record, resolver, readAt) ?? []);
}

function isQuiet(
  claimed: ClaimedEntity,
  snapshots: Snapshots,
  resolver: Resolver,
  context: LookContext,
): boolean {
  const mapping = context.mappings.get(claimed.kind);
  return mapping === undefined || nothingNew(claimed, snapshots, mapping, resolver);
}

function resolverFor(
  batch: readonly ClaimedEntity[],
  snapshots: Snapshots,
  context: LookContext,
): Promise<Resolver> {
  const relevant = batch.flatMap((claimed) => {
    const mapping = context.mappings.get(claimed.kind);
    if (mapping === undefined) return [];
    const refs = new Set([
      ...claimed.links.map((link) => refKey(link.ref)),
      ...claimed.inbox.map((entry) => refKey(entry.ref)),
    ]);
    return [...refs].flatMap((key) => {
      const snapshot = snapshots.get(key);
      return snapshot === undefined ? [] : [{ mapping, snapshot }];
    });
  });
  // A record that a batch refers to counts as come in with the batch: who waits for the batch waits for it, too.
  return makeResolver(relevant, context.world, context.db, {
    now: earliest(batch.map((claimed) => claimed.receivedAt)),
    ids: context.ids,
    partitions: context.partitions,
    kindOf: context.kindOf,
  });
}

async function viewsOf(
  batch: readonly ClaimedEntity[],
  snapshots: Snapshots,
  found: ReadonlyMap<EntityKind, Found>,
  corrections: ReadonlyMap<string, DueCorrection>,
  db: LedgerDb,
): Promise<readonly EntityView[]> {
  const hits = [...found.values()].flatMap((result) => [...result.hits.values()].flat());
  const entities = await entitiesOf(
    db,
    hits.map((hit) => hit.record.ref),
  );
  const keys = batch
    .flatMap((claimed) => [...own(claimed, snapshots).values()])
    .flatMap((snapshot) =>
      snapshot.kind === 'present' && snapshot.record.externalKey !== null
        ? [snapshot.record.externalKey]
        : [],
    );
  const survivors = await survivorsOf(db, [...new Set(keys)]);
  return batch.map((claimed) => {
    const result = found.get(claimed.kind);
    const unsearched = result?.unsearched ?? new Set<SystemName>();
    return {
      claimed,
      snapshots: own(claimed, snapshots),
      found: (result?.hits.get(claimed.id) ?? [])
        .map((hit) => ({
          ref: hit.record.ref,
          entity: entities.get(refKey(hit.record.ref)) ?? null,
          by: hit.by,
        }))
        .filter(({ entity }) => entity === null || !claimed.apart.includes(entity)),
      unsearched,
      probed: claimed.unsure.filter((system) => !unsearched.has(system)),
      survivors,
      corrections: own(claimed, corrections),
    };
  });
}

function own<T>(claimed: ClaimedEntity, known: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  const keys = [
    ...claimed.links.map((link) => refKey(link.ref)),
    ...claimed.inbox.map((entry) => refKey(entry.ref)),
  ];
  return new Map(
    keys.flatMap((key) => {
      const one = known.get(key);
      return one === undefined ? [] : [[key, one] as const];
    }),
  );
}

function planOne(view: EntityView, resolver: Resolver, context: LookContext, now: Date): EntityPlan {
  const mapping = context.mappings.get(view.claimed.kind);
  if (mapping === undefined) return nothingToDo(view.claimed);
  const writable = (system: SystemName): boolean =>
    context.world.systems.some((traits) => traits.name === system && traits.writable);
  return planEntity(view, { mapping, resolver, writable, ids: context.ids, now });
}
