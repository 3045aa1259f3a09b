/** So many answers are kept; then it begins anew. */
const MOST_KEPT = 20_000;

/** A function that is asked the same again and again, made to work each answer out once. */
export function kept<T extends string | null | object>(answer: (asked: string) => T): (asked: string) => T {
  const known = new Map<string, T>();
  return (asked) => {
    const before = known.get(asked);
    if (before !== undefined) return before;
    if (known.size >= MOST_KEPT) known.clear();
    const now = answer(asked);
    known.set(asked, now);
    return now;
  };
}
