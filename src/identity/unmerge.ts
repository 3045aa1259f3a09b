import type { EntityId } from '../domain/entity.ts';
import { refKey, type RecordRef } from '../domain/record.ts';

/** One thing that happened to who is whose. `at` and `by` are for those who read the history. */
export type Joining =
  | {
      readonly kind: 'linked';
      readonly ref: RecordRef;
      readonly entity: EntityId;
      readonly at: Date;
      readonly by: string;
    }
  /** `from` turned out to be `into`; all its records went there. */
  | {
      readonly kind: 'folded';
      readonly from: EntityId;
      readonly into: EntityId;
      readonly at: Date;
      readonly by: string;
    }
  | { readonly kind: 'unlinked'; readonly ref: RecordRef; readonly at: Date; readonly by: string };

export interface Unmerge {
  /** Records that go back. `to` is null for a record that had no entity of its own before: it gets a new one. */
  readonly moves: readonly {
    readonly ref: RecordRef;
    readonly from: EntityId;
    readonly to: EntityId | null;
  }[];
  /** Records that came after the join: nothing tells whose they are. They stay, and a person should look at them. */
  readonly unsure: readonly RecordRef[];
}

/**
 * What it takes to undo one joining of a history (oldest first), a link or a fold: the history is told again without
 * it, and what then is elsewhere, moves. Folds before and after it stay as they are, so records that came to the folded
 * entity by an earlier fold go back with it. Nothing moves when the joining is an unlinking, or has no effect any more.
 */
export function unmerge(history: readonly Joining[], undone: Joining): Unmerge {
  const now = tell(history);
  const then = tell(history.filter((joining) => joining !== undone));
  const moves = [...now.values()].flatMap(({ ref, entity }) => {
    const back = then.get(refKey(ref))?.entity ?? null;
    return undone.kind === 'unlinked' || back === entity ? [] : [{ ref, from: entity, to: back }];
  });
  const joinedTo = moves[0]?.from;
  const later = history.slice(history.indexOf(undone) + 1);
  const moved = new Set(moves.map(({ ref }) => refKey(ref)));
  const unsure = later.flatMap((joining) => {
    if (joining.kind !== 'linked' || joinedTo === undefined) return [];
    const owner = now.get(refKey(joining.ref));
    return owner?.entity === joinedTo && !moved.has(refKey(joining.ref)) ? [joining.ref] : [];
  });
  return { moves, unsure: [...new Map(unsure.map((ref) => [refKey(ref), ref])).values()] };
}

interface Owned {
  readonly ref: RecordRef;
  readonly entity: EntityId;
}

/** Whose each record is after a history. What is linked to an entity that was folded already, is the survivor's. */
function tell(history: readonly Joining[]): ReadonlyMap<string, Owned> {
  const owners = new Map<string, Owned>();
  const survivors = new Map<EntityId, EntityId>();
  const survivorOf = (entity: EntityId): EntityId => {
    const next = survivors.get(entity);
    return next === undefined ? entity : survivorOf(next);
  };
  for (const joining of history) {
    switch (joining.kind) {
      case 'linked':
        owners.set(refKey(joining.ref), { ref: joining.ref, entity: survivorOf(joining.entity) });
        break;
      case 'unlinked':
        owners.delete(refKey(joining.ref));
        break;
      case 'folded': {
        const [from, into] = [survivorOf(joining.from), survivorOf(joining.into)];
        if (from === into) break;
        survivors.set(from, into);
        for (const [key, owned] of owners) {
          if (owned.entity === from) owners.set(key, { ref: owned.ref, entity: into });
        }
      }
    }
  }
  return owners;
}
