import { invert } from './invert.ts';
import type { Transitions } from './transitions.ts';

/**
 * Of the wins that the chain foretells, the part that is lost when a source is taken out and every path that comes to it
 * is lost there: one number from 0 to 1 for each source. Without a win all are 0.
 *
 * Exactly, and for all sources from one inverse. With the fundamental matrix N = (I − Q)⁻¹, a walk ever comes to `c` with
 * the chance N[start,c] / N[c,c] and is won from there with h[c] = Σ N[c,i] · won[i]; the walks that are lost without `c`
 * are those that come to it and are won (J. G. Kemeny, J. L. Snell, Finite Markov Chains, 1976, chapter III).
 */
export function removalEffects({
  sources,
  starts,
  next,
  won,
  lost,
}: Transitions): ReadonlyMap<string, number> {
  const leaving = sources.map((_, from) =>
    [...(next[from]?.values() ?? [])].reduce((a, b) => a + b, (won[from] ?? 0) + (lost[from] ?? 0)),
  );
  const visits = invert(
    sources.map((_, from) => {
      const row = new Float64Array(sources.length);
      row[from] = 1;
      for (const [to, count] of next[from] ?? []) row[to] = (row[to] ?? 0) - count / (leaving[from] ?? 1);
      return row;
    }),
  );
  const chances = visits.map((row) =>
    row.reduce((sum, times, at) => sum + (times * (won[at] ?? 0)) / (leaving[at] ?? 1), 0),
  );
  const paths = starts.reduce((a, b) => a + b, 0);
  const fromStart = (values: (source: number) => number): number =>
    starts.reduce((sum, count, source) => sum + (count / paths) * values(source), 0);
  const overall = fromStart((source) => chances[source] ?? 0);
  return new Map(
    sources.map((source, index) => {
      const comes = fromStart((from) => visits[from]?.[index] ?? 0) / (visits[index]?.[index] ?? 1);
      return [source, overall === 0 ? 0 : (comes * (chances[index] ?? 0)) / overall];
    }),
  );
}
