/** The candidate most like a mistyped word, or null when none is near: more than `most` letters would have to change. */
export function nearest(
  word: string,
  candidates: Iterable<string>,
  most = Math.ceil(word.length / 3),
): string | null {
  let best: { readonly candidate: string; readonly distance: number } | null = null;
  for (const candidate of candidates) {
    const found = distance(word.toLowerCase(), candidate.toLowerCase());
    if (found <= most && (best === null || found < best.distance)) {
      best = { candidate, distance: found };
    }
  }
  return best?.candidate ?? null;
}

/** `Did you mean "x"?`, or the choices when there are few, or the fallback. */
export function didYouMean(word: string, candidates: Iterable<string>, fallback: string): string {
  const all = [...candidates];
  const near = nearest(word, all);
  if (near !== null) return `Did you mean "${near}"?`;
  return all.length > 0 && all.length <= 16 ? `Choose one of: ${all.join(', ')}.` : fallback;
}

/** Levenshtein: the fewest letters to insert, delete or replace. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const replaced = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? a.length;
}
