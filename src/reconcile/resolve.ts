import type { EntityId } from '../domain/entity.ts';
import type { Owner } from '../domain/owner.ts';
import { refKey, type RecordRef, type SystemName } from '../domain/record.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { CaptureContext } from '../ledger/capture-events.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { placeReferences, primariesOf } from '../ledger/references.ts';
import type { Resolver } from '../mapping/canonical.ts';
import type { Mapping } from '../mapping/mapping.ts';
import type { World } from './world.ts';

/** Looks up, once for a batch, whatever turning values between systems takes: owners by e-mail, references by link. */
export async function makeResolver(
  snapshots: Iterable<{ readonly mapping: Mapping; readonly snapshot: Snapshot }>,
  world: World,
  db: LedgerDb,
  context: CaptureContext,
): Promise<Resolver> {
  const refs = new Map<string, RecordRef>();
  let needsOwners = false;
  for (const { mapping, snapshot } of snapshots) {
    if (snapshot.kind !== 'present') continue;
    const { ref, fields } = snapshot.record;
    for (const field of mapping.fields) {
      if (field.type === 'owner') needsOwners = true;
      if (field.type !== 'reference') continue;
      const columns = field.columns.get(ref.system);
      const column = columns?.get(ref.object) ?? columns?.get('*');
      const id = fields[column?.field ?? ''];
      if (column === undefined || column.target === null || typeof id !== 'string') continue;
      const target = { system: ref.system, object: column.target, id };
      refs.set(refKey(target), target);
    }
  }
  const entities = await placeReferences(db, [...refs.values()], context);
  const primaries = await primariesOf(db, [...new Set(entities.values())]);
  const owners = needsOwners ? await ownersOf(world) : new Map<SystemName, Owners>();
  return {
    owner: (system, ownerId) => owners.get(system)?.byId.get(ownerId) ?? null,
    ownerId: (system, email) => owners.get(system)?.idOf.get(email.toLowerCase()) ?? null,
    entityOf: (ref) => entities.get(refKey(ref)) ?? null,
    refOf: (entity: EntityId, system, objects) =>
      primaries.get(entity)?.find((ref) => ref.system === system && objects.includes(ref.object)) ?? null,
  };
}

interface Owners {
  readonly byId: ReadonlyMap<string, Owner>;
  readonly idOf: ReadonlyMap<string, string>;
}

async function ownersOf(world: World): Promise<ReadonlyMap<SystemName, Owners>> {
  const lists = await Promise.all(
    world.systems
      .filter((traits) => traits.readable)
      .map(async ({ name }) => [name, await world.owners(name)] as const),
  );
  return new Map(lists.map(([name, owners]) => [name, index(owners ?? [])]));
}

/** People by e-mail. Only active ones can be given a record; inactive ones are still recognised. */
function index(owners: readonly Owner[]): Owners {
  const idOf = new Map<string, string>();
  for (const owner of owners)
    if (owner.email !== null && owner.active && owner.kind === 'person') idOf.set(owner.email, owner.id);
  return { byId: new Map(owners.map((owner) => [owner.id, owner])), idOf };
}
