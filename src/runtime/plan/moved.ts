import { writeKey, type PlannedWrite, type SyncPlan } from '../../domain/sync-plan.ts';
import { sameFields } from '../../domain/value.ts';

/** How the world differs from what a plan was made of; one short sentence part for each write concerned. */
export interface Move {
  readonly write: PlannedWrite;
  readonly how: 'is new' | 'is different now' | 'is not needed any more';
}

/**
 * Compares a plan with one made of the same records now. Of a plan that was begun before, what is not needed any more has
 * been done.
 */
export function movesSince(plan: SyncPlan, now: SyncPlan, begun: boolean): readonly Move[] {
  const planned = new Map(plan.writes.map((write) => [writeKey(write), write]));
  const wanted = new Map(now.writes.map((write) => [writeKey(write), write]));
  const others = [...wanted].flatMap(([key, write]): Move[] => {
    const before = planned.get(key);
    if (before === undefined) return [{ write, how: 'is new' }];
    const same = sameFields(before.before, write.before) && sameFields(before.after, write.after);
    return same ? [] : [{ write, how: 'is different now' }];
  });
  const gone = begun
    ? []
    : [...planned].flatMap(([key, write]): Move[] =>
        wanted.has(key) ? [] : [{ write, how: 'is not needed any more' }],
      );
  return [...others, ...gone];
}
