/** Neighbouring rows and how many of them were won. */
export interface Part<Content> {
  readonly content: Content;
  readonly rows: number;
  readonly wins: number;
}

/** Neighbours are joined while their wins could be the same by chance: χ² of one degree of freedom at p = 0.01. */
const SAME = 6.63;
const MOST = 6;

/**
 * Few parts that differ in how many of them were won, by ChiMerge: the two neighbours that are most alike are joined,
 * until all differ (R. Kerber, ChiMerge: Discretization of Numeric Attributes, AAAI 1992). Those with fewer rows than
 * `least` are joined first.
 */
export function mergeAlike<Content>(
  parts: readonly Part<Content>[],
  least: number,
  join: (one: Content, next: Content) => Content,
): readonly Part<Content>[] {
  let left = parts;
  for (;;) {
    const gaps = left.slice(1).map((next, index) => difference(left[index] ?? next, next, least));
    const smallest = Math.min(...gaps);
    if (gaps.length === 0 || (smallest >= SAME && left.length <= MOST)) return left;
    const at = gaps.indexOf(smallest);
    left = left.flatMap((part, index) => {
      const next = left[index + 1];
      if (index === at + 1) return [];
      if (index !== at || next === undefined) return [part];
      return [
        {
          content: join(part.content, next.content),
          rows: part.rows + next.rows,
          wins: part.wins + next.wins,
        },
      ];
    });
  }
}

/** χ² of two neighbours. */
function difference(a: Part<unknown>, b: Part<unknown>, least: number): number {
  if (Math.min(a.rows, b.rows) < least) return -1 / Math.min(a.rows, b.rows);
  const share = (a.wins + b.wins) / (a.rows + b.rows);
  if (share === 0 || share === 1) return 0;
  const of = ({ rows, wins }: Part<unknown>): number =>
    (wins - rows * share) ** 2 / (rows * share * (1 - share));
  return of(a) + of(b);
}
