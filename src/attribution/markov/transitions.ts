import { sourceKey, type Touch } from '../path.ts';

/** How often paths went from one source to the next. Sources are in the order of their keys, and counted by index. */
export interface Transitions {
  readonly sources: readonly string[];
  /** How often each was the first. */
  readonly starts: readonly number[];
  /** From each, to which others and how often. */
  readonly next: readonly ReadonlyMap<number, number>[];
  /** How often each was the last before a win. */
  readonly won: readonly number[];
  /** How often each was the last before a loss. */
  readonly lost: readonly number[];
}

/** Counts path by path. It keeps one number for each pair of sources that follow each other, however many touches there are. */
export interface TransitionCounter {
  /** Touches in their order; a path without any says nothing. */
  count(touches: readonly Touch[], ending: 'won' | 'lost'): void;
  transitions(): Transitions;
}

interface Tally {
  starts: number;
  readonly next: Map<string, number>;
  won: number;
  lost: number;
}

export function makeCounter(): TransitionCounter {
  const tallies = new Map<string, Tally>();
  const tallyOf = (source: string): Tally => {
    const tally = tallies.get(source) ?? { starts: 0, next: new Map<string, number>(), won: 0, lost: 0 };
    tallies.set(source, tally);
    return tally;
  };
  return {
    count(touches, ending) {
      let before: Tally | null = null;
      for (const { source } of touches) {
        const key = sourceKey(source);
        const tally = tallyOf(key);
        if (before === null) tally.starts += 1;
        else before.next.set(key, (before.next.get(key) ?? 0) + 1);
        before = tally;
      }
      if (before !== null) before[ending] += 1;
    },
    transitions: () => inOrder(tallies),
  };
}

/** Whole numbers in a fixed order: which path came first leaves no trace, not even in the last bit. */
function inOrder(tallies: ReadonlyMap<string, Tally>): Transitions {
  const sorted = [...tallies].sort(([a], [b]) => (a < b ? -1 : 1));
  const indexes = new Map(sorted.map(([source], index) => [source, index]));
  const indexOf = (source: string): number => indexes.get(source) ?? -1;
  return {
    sources: sorted.map(([source]) => source),
    starts: sorted.map(([, { starts }]) => starts),
    next: sorted.map(
      ([, { next }]) =>
        new Map([...next].map(([to, count]) => [indexOf(to), count] as const).sort(([a], [b]) => a - b)),
    ),
    won: sorted.map(([, { won }]) => won),
    lost: sorted.map(([, { lost }]) => lost),
  };
}
