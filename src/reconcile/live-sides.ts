import type { ConflictSide } from '../domain/conflict.ts';
import type { FailureKind } from '../domain/failure.ts';
import type { SystemName } from '../domain/record.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Value } from '../domain/value.ts';
import { toCanonical, type Resolver } from '../mapping/canonical.ts';
import { columnOf } from '../mapping/fields.ts';
import type { FieldMapping, Mapping } from '../mapping/mapping.ts';
import type { World } from './world.ts';

/** What a side of a conflict says at this moment. */
export type LiveSide = { readonly system: SystemName } & (
  | { readonly kind: 'value'; readonly value: Value }
  /** The record was deleted, or lives on elsewhere. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'unreadable'; readonly why: FailureKind | 'value' }
);

export interface Looked {
  readonly snapshots: readonly Snapshot[];
  /** Needs a resolver, which is made of the snapshots. */
  readonly read: (resolver: Resolver) => readonly LiveSide[];
}

/** Reads the field of each side's record as it is now. A system that can not be read says what it said last. */
export async function lookAtSides(
  sides: readonly ConflictSide[],
  field: FieldMapping,
  mapping: Mapping,
  world: World,
): Promise<Looked> {
  const readable = new Set(world.systems.filter((traits) => traits.readable).map((traits) => traits.name));
  const looks = await Promise.all(
    sides.map(async (side) => {
      const { system, object, id } = side.ref;
      const column = columnOf(field, system, object);
      if (!readable.has(system) || column === null) return { side, snapshot: null };
      const [snapshot] = await world.read(system, object, [id], [column.field], 'live');
      return { side, snapshot: snapshot ?? null };
    }),
  );
  return {
    snapshots: looks.flatMap(({ snapshot }) => (snapshot === null ? [] : [snapshot])),
    read: (resolver) =>
      looks.map(({ side, snapshot }): LiveSide => {
        const { system } = side.ref;
        if (snapshot === null) return { system, kind: 'value', value: side.value };
        if (snapshot.kind === 'unreadable') return { system, kind: 'unreadable', why: snapshot.failure.kind };
        if (snapshot.kind !== 'present') return { system, kind: 'gone' };
        const reading = toCanonical(mapping, snapshot.record, resolver).get(field.name);
        return reading?.kind === 'value'
          ? { system, kind: 'value', value: reading.value }
          : { system, kind: 'unreadable', why: 'value' };
      }),
  };
}
