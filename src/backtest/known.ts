import type { DecisionInput, TouchpointTotal } from '../rules/input.ts';
import type { Reads } from '../rules/rules.ts';
import type { History, KnownTouch, Seen } from './history.ts';

/** Who does more within the longest window is a machine. */
const MOST_TOUCHES = 2_000;

/** What a decision is made on, but for where the person stands. */
export type Known = Omit<DecisionInput, 'standing' | 'now'>;

/** What was known of the person at a moment; moments are asked for in their order. */
export function makeKnown({ seen, touches }: History, reads: Reads): (now: number) => Known {
  const activities = new Set(reads.activities);
  const counted = touches.filter(({ kind }) => activities.has(kind));
  const came: KnownTouch[] = [];
  let looked = 0;
  let last: Seen | undefined = seen[0];
  let latest = 0;
  return (now) => {
    for (; (seen[latest]?.at ?? Infinity) <= now; latest += 1) last = seen[latest];
    for (; (counted[looked]?.knownAt ?? Infinity) <= now; looked += 1) {
      const touch = counted[looked];
      if (touch !== undefined) came.push(touch);
    }
    const recent = came.filter(({ at }) => at >= now - reads.longestWindowMs);
    return {
      person: last?.person ?? {},
      company: last?.company ?? null,
      opportunities: last?.opportunities ?? [],
      touchpoints: recent.slice(-MOST_TOUCHES).map(({ kind, at, about }) => ({ kind, at, about })),
      totals: reads.totals ? totalsOf(came.filter(({ at }) => at <= now)) : [],
    };
  };
}

function totalsOf(touches: readonly KnownTouch[]): readonly TouchpointTotal[] {
  const groups = Map.groupBy(touches, ({ kind, about }) => JSON.stringify([kind, about]));
  return [...groups.values()].flatMap(([first, ...more]) =>
    first === undefined ? [] : [{ kind: first.kind, about: first.about, count: more.length + 1 }],
  );
}
