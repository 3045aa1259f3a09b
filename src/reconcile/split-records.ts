import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Ids } from '../domain/clock.ts';
import type { EntityId, EntityKind } from '../domain/entity.ts';
import { refKey, type RecordRef, type SystemRecord } from '../domain/record.ts';
import type { Correction, Split, SplitRefusal, SplitReport, SplitRequest } from '../domain/split.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { keptSince } from '../ledger/kept-apart.ts';
import { recordsOf, unwantedIn, type LinkedRecord } from '../ledger/linked-records.ts';
import { pastWrites } from '../ledger/past-writes.ts';
import { survivorsOf } from '../ledger/references.ts';
import { RECEIPTS_MS } from '../ledger/retention.ts';
import { splitEntity } from '../ledger/split-entity.ts';
import { isOfRules, mappedFields } from '../mapping/fields.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { correct } from './correct.ts';
import { namedRecords, refused, type NamedRecords } from './named-records.ts';
import { lacksOf } from './split-lacks.ts';
import { valuesToReturn, type Returns } from './values-to-return.ts';
import { byObject, type World } from './world.ts';

export interface SplitContext {
  readonly db: LedgerDb;
  readonly world: World;
  readonly mappings: ReadonlyMap<EntityKind, Mapping>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly partitions: number;
  /** Told where work is due once the split is noted. */
  readonly onNoted: (partition: number) => void;
  /** Who asks. */
  readonly by: string;
}

/** A write under way, and an entity that changes while it is looked at, are waited for: so often, each time so long. */
const TRIES = 20;
const NAP_MS = 250;

/**
 * Takes records out of an entity into one of their own: looks at all of them, decides what is to be put right, and notes
 * it. Writes follow as any others. Splitting what was split before does nothing.
 */
export async function splitRecords(
  request: SplitRequest,
  context: SplitContext,
): Promise<Exclude<Split, { kind: 'done' }> | ({ readonly kind: 'noted' } & SplitReport)> {
  const { db, clock, ids } = context;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const named = await namedRecords([request.record, ...request.with], db);
    if (named.kind === 'refused') return named;
    const all = await recordsOf(db, named.entity);
    const alone = await refuseAlone(named, all, db);
    if (alone !== null) return alone;

    const newcomer = ids.next();
    const decided = await decide(named, all, newcomer, context);
    if (decided.kind === 'refused') return decided;
    const { report, corrections, leave } = decided;
    if (request.dryRun) return { ...report, kind: 'planned', leaves: { ...report.leaves, entity: null } };
    const outcome = await splitEntity(db, {
      entity: named.entity,
      kind: named.entityKind,
      newcomer,
      leave,
      known: all.map(({ ref }) => ref),
      corrections,
      creates: [...report.stays.lacks, ...report.leaves.lacks].filter(({ made }) => made).length,
      who: context.by,
      now: clock.now(),
      partitions: context.partitions,
    });
    if (outcome.kind === 'split') {
      outcome.partitions.forEach(context.onNoted);
      return { ...report, kind: 'noted' };
    }
    await sleep(NAP_MS);
  }
  return refused('BUSY', 'writes to these records are under way', 'Try again in a moment.');
}

/** Nothing to split from, or nothing but what was made for these records after they were split. */
async function refuseAlone(
  { entity, refs }: NamedRecords,
  all: readonly LinkedRecord[],
  db: LedgerDb,
): Promise<Extract<Split, { kind: 'repeated' }> | SplitRefusal | null> {
  const named = new Set(refs.map(refKey));
  const others = all.filter(({ ref, endedWhy }) => endedWhy === null && !named.has(refKey(ref)));
  const since = await keptSince(db, entity);
  const isMadeSince = ({ linkedBy, linkedAt }: LinkedRecord): boolean =>
    since !== null && MADE.includes(linkedBy) && linkedAt >= since;
  if (since !== null && others.every(isMadeSince)) return { kind: 'repeated', entity, records: refs };
  if (others.length > 0) return null;
  return refused(
    'NOTHING_STAYS',
    refs.length === 1
      ? `${[...named].join()} is not linked with any other record`
      : 'these are all the records that are linked with each other',
    'Name records that leadloop why shows together with others; those others stay.',
  );
}

/** How a record is linked that was made for an entity. */
const MADE: readonly string[] = ['created', 'external-key'];

interface Decided {
  readonly kind: 'decided';
  readonly report: SplitReport;
  readonly corrections: readonly Correction[];
  readonly leave: readonly RecordRef[];
}

async function decide(
  { entity, entityKind, refs }: NamedRecords,
  all: readonly LinkedRecord[],
  newcomer: EntityId,
  { db, world, mappings, clock }: SplitContext,
): Promise<Decided | SplitRefusal> {
  const mapping = mappings.get(entityKind);
  if (mapping === undefined)
    return refused('NOT_READABLE', `no mapping is about a ${entityKind}`, 'Map it, then try again.');
  const live = await readLive(all, mapping, world);
  if (live.kind === 'refused') return live;
  const leaving = withFormer(all, refs);
  const leaves = (ref: RecordRef): boolean => leaving.has(refKey(ref));

  const history = {
    writes: await pastWrites(db, entity),
    complete: isComplete(all, leaves, clock.now()),
    leaves,
  };
  const survivors = await survivorsOf(
    db,
    [...live.records.values()].flatMap(({ externalKey }) => externalKey ?? []),
  );
  const found = [...live.records.values()].map((record) => {
    const { ref, externalKey } = record;
    const { fields, kept, made } = onlyMapped(valuesToReturn(ref, record.fields, history), ref, mapping);
    const field = world.systems.find(({ name }) => name === ref.system)?.externalKeyField ?? null;
    const isOld = externalKey !== null && survivors.get(externalKey) === entity;
    const key = leaves(ref) && isOld && field !== null ? { field, from: externalKey, to: newcomer } : null;
    return { record, kept, made, correction: { ref, fields, key } satisfies Correction };
  });
  const corrected = new Map(
    found.map(({ record, correction }) => [refKey(record.ref), correct(record, correction).record]),
  );
  const isWritable = (system: string): boolean =>
    world.systems.some(({ name, readable, writable }) => name === system && readable && writable);
  const unwanted = await unwantedIn(db, entity);
  const part = (own: readonly LinkedRecord[], id: EntityId) => ({
    entity: id,
    records: own.flatMap(({ ref, endedWhy }) => (endedWhy === null ? [ref] : [])),
    lacks: lacksOf(own, corrected, mapping, isWritable, id === entity ? unwanted : []),
  });
  const corrections = found
    .map(({ correction }) => correction)
    .filter(({ fields, key }) => key !== null || Object.keys(fields).length > 0);
  const [leave, stay] = [all.filter(({ ref }) => leaves(ref)), all.filter(({ ref }) => !leaves(ref))];
  return {
    kind: 'decided',
    corrections,
    leave: leave.map(({ ref }) => ref),
    report: {
      entityKind,
      stays: part(stay, entity),
      leaves: part(leave, newcomer),
      givenBack: corrections.flatMap(({ ref, fields }) =>
        Object.keys(fields).length === 0 ? [] : [{ ref, fields }],
      ),
      kept: found.flatMap(({ kept }) => kept),
      made: found.flatMap(({ record, made }) => (made ? [record.ref] : [])),
      rekeyed: corrections.flatMap(({ ref, key }) => (key === null ? [] : [ref])),
    },
  };
}

/** The living records of systems that can be read, as they are now. */
async function readLive(
  all: readonly LinkedRecord[],
  mapping: Mapping,
  world: World,
): Promise<{ readonly kind: 'read'; readonly records: ReadonlyMap<string, SystemRecord> } | SplitRefusal> {
  const readable = new Set(world.systems.flatMap(({ name, readable: can }) => (can ? [name] : [])));
  const refs = all.flatMap(({ ref, endedWhy }) =>
    endedWhy === null && readable.has(ref.system) ? [ref] : [],
  );
  const records = new Map<string, SystemRecord>();
  for (const { system, object, refs: group } of byObject(refs).values()) {
    const ids = group.map(({ id }) => id);
    const names = mappedFields(mapping, system, object);
    for (const snapshot of await world.read(system, object, ids, names, 'live')) {
      if (snapshot.kind !== 'present')
        return refused(
          'NOT_READABLE',
          `${refKey(snapshot.ref)} ${snapshot.kind === 'unreadable' ? 'can not be read at this moment' : 'is not there any more'}`,
          'Try again when leadloop status shows the connection well, or after leadloop sync.',
        );
      records.set(refKey(snapshot.record.ref), snapshot.record);
    }
  }
  return { kind: 'read', records };
}

/** The keys of what leaves, with what those records were before a merge or conversion: where no other can have been that. */
function withFormer(all: readonly LinkedRecord[], refs: readonly RecordRef[]): ReadonlySet<string> {
  const named = new Set(refs.map(refKey));
  const stays = new Set(
    all.flatMap(({ ref, endedWhy }) => (endedWhy === null && !named.has(refKey(ref)) ? [ref.system] : [])),
  );
  const leaves = new Set(refs.map(({ system }) => system));
  const former = all.filter(
    ({ ref, endedWhy }) =>
      (endedWhy === 'merged' || endedWhy === 'converted') && leaves.has(ref.system) && !stays.has(ref.system),
  );
  return new Set([...named, ...former.map(({ ref }) => refKey(ref))]);
}

/** Records can not have been linked before both sides were known. Since then no receipt may have been forgotten. */
function isComplete(all: readonly LinkedRecord[], leaves: (ref: RecordRef) => boolean, now: Date): boolean {
  const first = (own: readonly LinkedRecord[]): number =>
    Math.min(...own.map(({ linkedAt }) => linkedAt.getTime()));
  const since = Math.max(
    first(all.filter(({ ref }) => leaves(ref))),
    first(all.filter(({ ref }) => !leaves(ref))),
  );
  return since > now.getTime() - RECEIPTS_MS;
}

/** What is not mapped any more is left alone, and so is what the rules will say anew. */
function onlyMapped({ fields, kept, made }: Returns, ref: RecordRef, mapping: Mapping): Returns {
  const own = { ...mapping, fields: mapping.fields.filter((field) => !isOfRules(field)) };
  const names = new Set(mappedFields(own, ref.system, ref.object));
  return {
    fields: Object.fromEntries(Object.entries(fields).filter(([name]) => names.has(name))),
    kept: kept.filter(({ field }) => names.has(field)),
    made,
  };
}
