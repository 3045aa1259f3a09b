import type { EntityId, EntityKind } from '../domain/entity.ts';
import type { CallLane, Lane } from '../domain/lane.ts';
import { refKey, sameRef, type RecordRef, type SystemName, type SystemRecord } from '../domain/record.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { ClaimedEntity } from '../ledger/claim-entities.ts';
import { mappedFields } from '../mapping/fields.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { byObject, type World } from './world.ts';

/** Snapshots by ref key, for a batch of entities. */
export type Snapshots = Map<string, Snapshot>;

/** What came with the events. A system that can not be read is what it last sent. */
export function fromInbox(batch: readonly ClaimedEntity[], world: World): Snapshots {
  const readable = new Set(world.systems.filter((traits) => traits.readable).map((traits) => traits.name));
  const snapshots: Snapshots = new Map();
  for (const claimed of batch) {
    for (const link of claimed.links) {
      if (readable.has(link.ref.system) || link.lastSeen === null) continue;
      const record = { ref: link.ref, fields: link.lastSeen, externalKey: null, modifiedAt: link.modifiedAt };
      snapshots.set(refKey(link.ref), { kind: 'present', record });
    }
    for (const { ref, snapshot } of claimed.inbox)
      if (snapshot !== null) snapshots.set(refKey(ref), snapshot);
  }
  return snapshots;
}

/** Reads the records that rang and came without a snapshot. */
export async function readRung(
  batch: readonly ClaimedEntity[],
  snapshots: Snapshots,
  context: ReadContext,
): Promise<void> {
  await readRefs(
    batch.flatMap((claimed) => claimed.inbox.map((entry) => ({ ...entry.ref, kind: claimed.kind }))),
    snapshots,
    context,
  );
}

/** Reads the other primary records of the entities, and those that are to be put right. */
export async function readTwins(
  batch: readonly ClaimedEntity[],
  snapshots: Snapshots,
  context: ReadContext,
): Promise<void> {
  await readRefs(
    batch.flatMap((claimed) =>
      claimed.links
        .filter(
          (link) =>
            link.endedWhy === null &&
            (link.primary || claimed.corrections.some(({ ref }) => sameRef(ref, link.ref))),
        )
        .map((link) => ({ ...link.ref, kind: claimed.kind })),
    ),
    snapshots,
    context,
  );
}

export interface ReadContext {
  readonly world: World;
  readonly mappings: ReadonlyMap<EntityKind, Mapping>;
  readonly lane: CallLane;
}

async function readRefs(
  refs: readonly (RecordRef & { readonly kind: EntityKind })[],
  snapshots: Snapshots,
  { world, mappings, lane }: ReadContext,
): Promise<void> {
  const readable = new Set(world.systems.filter((traits) => traits.readable).map((traits) => traits.name));
  const missing = new Map(
    refs
      .filter((ref) => readable.has(ref.system) && !snapshots.has(refKey(ref)))
      .map((ref) => [refKey(ref), ref]),
  );
  const batches = [...byObject(missing.values()).values()].map(async (group) => {
    const [first] = group.refs;
    const mapping = first === undefined ? undefined : mappings.get(first.kind);
    if (mapping === undefined) return;
    const ids = group.refs.map((ref) => ref.id);
    const read = await world.read(
      group.system,
      group.object,
      ids,
      mappedFields(mapping, group.system, group.object),
      lane,
    );
    for (const snapshot of read) {
      const ref = snapshot.kind === 'present' ? snapshot.record.ref : snapshot.ref;
      snapshots.set(refKey(ref), snapshot);
    }
  });
  await Promise.all(batches);
}

/** Records of one system that answer a search, with the entity each search was for. */
export interface Hit {
  readonly entity: EntityId;
  readonly record: SystemRecord;
  readonly by: string;
}

export interface SearchKey {
  readonly entity: EntityId;
  /** What the search is by: the external key, or a canonical field of the mapping. */
  readonly by: string;
  readonly field: string;
  /** The spellings under which the value may be stored. */
  readonly values: readonly string[];
  /** Whether a record found is the one looked for: searches may be looser than we are. */
  readonly fits: (record: SystemRecord) => boolean;
}

/** One search per object and field for many entities at once. Null when the system could not be asked. */
export async function search(
  system: SystemName,
  object: string,
  keys: readonly SearchKey[],
  fields: readonly string[],
  world: World,
  lane: Lane,
): Promise<readonly Hit[] | null> {
  const hits: Hit[] = [];
  for (const [field, group] of Map.groupBy(keys, (key) => key.field)) {
    const values = [...new Set(group.flatMap((key) => key.values))];
    const records = await world.find(system, { object, field, values, fields }, lane);
    if (records === null) return null;
    const byValue = new Map<string, SearchKey[]>();
    for (const key of group)
      for (const value of key.values) byValue.set(value, [...(byValue.get(value) ?? []), key]);
    for (const record of records) {
      const stored = record.fields[field];
      const near =
        typeof stored === 'string'
          ? (byValue.get(stored) ?? byValue.get(stored.toLowerCase()) ?? group)
          : group;
      const fitting = near.filter((key) => key.fits(record));
      hits.push(...fitting.map((key) => ({ entity: key.entity, record, by: key.by })));
    }
  }
  return hits;
}
