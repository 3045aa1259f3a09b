import type { EntityId } from '../domain/entity.ts';
import type { Owner } from '../domain/owner.ts';
import { refKey, type RecordRef, type SystemName } from '../domain/record.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { CaptureContext } from '../ledger/capture-events.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { entitiesOf, placeReferences, primariesOf, survivorsOf } from '../ledger/references.ts';
import { nameOfOwner, type Resolver } from '../mapping/canonical.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { referencesIn } from './references-in.ts';
import type { World } from './world.ts';

/**
 * Looks up, once for a batch, whatever turning values between systems takes: owners by e-mail, references by link.
 *
 * A reference to one object pulls a record that is not known yet across. One that may be of several objects does not: which
 * it is of is known by its link alone. In a system with our own ids it is a record that was linked, or an entity itself.
 *
 * @param context null: nothing is pulled across, so that nothing is written by looking
 */
export async function makeResolver(
  snapshots: Iterable<{ readonly mapping: Mapping; readonly snapshot: Snapshot }>,
  world: World,
  db: LedgerDb,
  context: CaptureContext | null,
): Promise<Resolver> {
  const ownIds = new Set(world.systems.flatMap((traits) => (traits.ownIds ? [traits.name] : [])));
  const pulled = new Map<string, RecordRef>();
  const lookedUp = new Map<string, RecordRef>();
  let needsOwners = false;
  for (const { mapping, snapshot } of snapshots) {
    if (snapshot.kind !== 'present') continue;
    needsOwners ||= mapping.fields.some((field) => field.type === 'owner');
    for (const targets of referencesIn(mapping, snapshot.record)) {
      const isPulled = targets.length === 1 && !ownIds.has(snapshot.record.ref.system);
      for (const target of targets) (isPulled ? pulled : lookedUp).set(refKey(target), target);
    }
  }
  const strangers = [...pulled.values()];
  const entities = new Map([
    ...(context === null ? await entitiesOf(db, strangers) : await placeReferences(db, strangers, context)),
    ...(await entitiesOf(db, [...lookedUp.values()])),
  ]);
  const own = [...lookedUp.values()].filter((ref) => ownIds.has(ref.system) && !entities.has(refKey(ref)));
  const survivors = await survivorsOf(
    db,
    own.map((ref) => ref.id),
  );
  const entityOf = (ref: RecordRef): EntityId | null =>
    entities.get(refKey(ref)) ?? (ownIds.has(ref.system) ? (survivors.get(ref.id) ?? null) : null);
  const primaries = await primariesOf(db, [...new Set([...entities.values(), ...survivors.values()])]);
  const owners = needsOwners ? await ownersOf(world) : new Map<SystemName, Owners>();
  return {
    owner: (system, ownerId) =>
      ownIds.has(system) ? ownerNamed(ownerId) : (owners.get(system)?.byId.get(ownerId) ?? null),
    ownerId: (system, object, name) => {
      const owner = owners.get(system)?.named.get(name.toLowerCase());
      return owner === undefined || owner.neverOwns?.includes(object) === true ? null : owner.id;
    },
    entityOf,
    refOf: (entity: EntityId, system, objects) =>
      primaries.get(entity)?.find((ref) => ref.system === system && objects.includes(ref.object)) ?? null,
  };
}

interface Owners {
  readonly byId: ReadonlyMap<string, Owner>;
  readonly named: ReadonlyMap<string, Owner>;
}

async function ownersOf(world: World): Promise<ReadonlyMap<SystemName, Owners>> {
  const lists = await Promise.all(
    world.systems
      .filter((traits) => traits.readable)
      .map(async ({ name }) => [name, await world.owners(name)] as const),
  );
  return new Map(lists.map(([name, owners]) => [name, index(owners ?? [])]));
}

/** As a system with our own ids names them: people by e-mail address, queues by name. */
const ownerNamed = (name: string): Owner => {
  const isPerson = name.includes('@');
  return { id: name, email: isPerson ? name : null, name, active: true, kind: isPerson ? 'person' : 'queue' };
};

/** People by e-mail address, queues by name. Only active ones can be given a record; inactive ones are still recognised. */
function index(owners: readonly Owner[]): Owners {
  const named = new Map<string, Owner>();
  for (const owner of owners) {
    const name = nameOfOwner(owner);
    if (name !== null && owner.active) named.set(name.toLowerCase(), owner);
  }
  return { byId: new Map(owners.map((owner) => [owner.id, owner])), named };
}
