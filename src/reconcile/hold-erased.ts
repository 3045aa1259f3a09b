import type { Failure } from '../domain/failure.ts';
import { ERASED_CODE } from '../domain/erasure.ts';
import { PERSON, type EntityId } from '../domain/entity.ts';
import { refKey, sameRef, type RecordRef, type SystemName, type SystemRecord } from '../domain/record.ts';
import type { ClaimedEntity } from '../ledger/claim-entities.ts';
import { erasedBy, releaseAddresses, type HeldBy } from '../ledger/erased-addresses.ts';
import type { HashOf } from '../ledger/erasures.ts';
import type { LedgerDb } from '../ledger/database.ts';
import type { PlannedEntity } from '../ledger/planned-entity.ts';
import type { Resolver } from '../mapping/canonical.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { addressesOf } from './addresses-of.ts';
import type { Snapshots } from './gather.ts';
import { nothingToDo } from './nothing-to-do.ts';
import type { World } from './world.ts';

export interface HoldContext {
  readonly db: LedgerDb;
  readonly world: Pick<World, 'systems'>;
  readonly hashOf: HashOf;
  readonly mapping: Mapping | undefined;
  readonly resolver: Resolver;
  readonly now: Date;
}

/**
 * Plans for people who bring the address of an erased one, and for the erased themselves: nothing is taken over. Of a record
 * that no system has any more, as of a form, what it said is kept until a person has decided.
 */
export async function holdErased(
  claimed: readonly ClaimedEntity[],
  snapshots: Snapshots,
  context: HoldContext,
): Promise<ReadonlyMap<EntityId, PlannedEntity>> {
  const { db, hashOf, mapping } = context;
  const people = claimed.filter((one) => one.kind === PERSON || isErased(one));
  if (mapping === undefined || people.length === 0) return new Map();
  const brought = people.map((one) => ({ one, brings: bringsOf(one, snapshots, context, mapping) }));
  const hashes = new Set(brought.flatMap(({ brings }) => brings.map(({ hash }) => hash)));
  let held = await erasedBy(db, [...hashes]);
  if (mapping.comeBack === 'form' && held.size > 0) {
    const back = brought.flatMap(({ one, brings }) =>
      isByForm(one, context) ? brings.flatMap(({ hash }) => (held.has(hash) ? [hash] : [])) : [],
    );
    await releaseAddresses(db, { hashes: back }, 'form', context.now);
    held = new Map([...held].filter(([hash]) => !back.includes(hash)));
  }
  return new Map(
    brought.flatMap(({ one, brings }) => {
      const hit = brings.find(({ hash }) => held.has(hash));
      const by = hit === undefined ? undefined : held.get(hit.hash);
      if (hit === undefined || by === undefined) return isErased(one) ? [[one.id, plain(one)] as const] : [];
      return [[one.id, heldPlan(one, hit.record.ref.system, by, kept(one, snapshots, context))] as const];
    }),
  );

  function bringsOf(
    one: ClaimedEntity,
    known: Snapshots,
    { resolver }: HoldContext,
    by: Mapping,
  ): readonly { readonly record: SystemRecord; readonly hash: string }[] {
    return refsOf(one).flatMap((ref) => {
      const snapshot = known.get(refKey(ref));
      if (snapshot?.kind !== 'present') return [];
      const { record } = snapshot;
      return addressesOf(by, record, resolver).addresses.map((address) => ({
        record,
        hash: hashOf(address),
      }));
    });
  }
}

const isErased = ({ withheld }: ClaimedEntity): boolean => withheld === 'erasing' || withheld === 'erased';

const plain = (claimed: ClaimedEntity): PlannedEntity => ({ claimed, plan: nothingToDo(claimed) });

const refsOf = ({ links, inbox }: ClaimedEntity): readonly RecordRef[] => [
  ...links.map(({ ref }) => ref),
  ...inbox.map(({ ref }) => ref).filter((ref) => !links.some((link) => sameRef(link.ref, ref))),
];

/** Lists come in the lane for bulk: their rows are nobody's own doing. */
const isByForm = ({ inbox, lane }: ClaimedEntity, context: HoldContext): boolean =>
  lane !== 'bulk' && inbox.some(({ ref, origin }) => origin === 'intake' && !isReadable(ref.system, context));

const isReadable = (system: SystemName, { world }: HoldContext): boolean =>
  world.systems.some(({ name, readable }) => name === system && readable);

/** What could not be read again. */
const kept = (one: ClaimedEntity, snapshots: Snapshots, context: HoldContext): readonly SystemRecord[] =>
  one.inbox.flatMap(({ ref }) => {
    const snapshot = snapshots.get(refKey(ref));
    return snapshot?.kind === 'present' && !isReadable(ref.system, context) ? [snapshot.record] : [];
  });

const heldPlan = (
  claimed: ClaimedEntity,
  system: SystemName,
  by: HeldBy,
  seen: readonly SystemRecord[],
): PlannedEntity => ({
  claimed,
  held: true,
  plan: { ...nothingToDo(claimed), seen, failures: [{ system, failure: heldBecause(by) }] },
});

const heldBecause = ({ erasure, erasedAt }: HeldBy): Failure => ({
  kind: 'invalid-record',
  code: ERASED_CODE,
  message: `the address was erased on ${erasedAt.toISOString().slice(0, 10)}`,
  meaning: 'Somebody with the address of a person who was erased has come in again. Nothing is taken over.',
  fix: `Delete the record where it came from; or, if the person has come back by themselves, run \`leadloop erase --forget ${erasure}\`.`,
  actor: 'revops',
});
