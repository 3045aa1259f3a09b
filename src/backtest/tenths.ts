/** Somebody with their points, and what became of them. */
export interface Ranked {
  readonly points: number;
  readonly taken: boolean;
  readonly bought: boolean;
}

/** A tenth of the people, by their points. */
export interface Tenth {
  readonly people: number;
  /** Whom sales took on, and who bought. A fraction where people of the same points are in several tenths. */
  readonly taken: number;
  readonly bought: number;
  /** How many times the share of all bought; null: nobody did. */
  readonly lift: number | null;
  readonly leastPoints: number;
}

/** Most points first. People of the same points count as their average, so that it does not matter in which tenth they are. */
export function tenthsOf(ranked: readonly Ranked[]): readonly Tenth[] {
  const groups = [...Map.groupBy(ranked, ({ points }) => points)].sort(([a], [b]) => b - a);
  const even = groups.flatMap(([points, group]) => {
    const taken = shareOf(group, (one) => one.taken);
    const bought = shareOf(group, (one) => one.bought);
    return group.map(() => ({ points, taken, bought }));
  });
  const people = even.length;
  const average = shareOf(ranked, (one) => one.bought);
  const cut = (tenth: number): number => Math.ceil((people * tenth) / 10);
  return Array.from({ length: 10 }, (_, tenth) => even.slice(cut(tenth), cut(tenth + 1)))
    .filter((part) => part.length > 0)
    .map((part) => {
      const bought = part.reduce((sum, one) => sum + one.bought, 0);
      return {
        people: part.length,
        taken: part.reduce((sum, one) => sum + one.taken, 0),
        bought,
        lift: average === 0 ? null : bought / part.length / average,
        leastPoints: part.at(-1)?.points ?? 0,
      };
    });
}

const shareOf = (people: readonly Ranked[], has: (one: Ranked) => boolean): number =>
  people.filter(has).length / people.length;
