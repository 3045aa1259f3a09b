import type { Weights } from './model.ts';
import { sourceKey, type Touch } from './path.ts';

/** Weights of models that credit sources: each different source once, shared equally by its touches on the path. */
export function weighSources(touches: readonly Touch[], worth: (source: string) => number): Weights {
  const keys = touches.map(({ source }) => sourceKey(source));
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return keys.map((key) => worth(key) / (counts.get(key) ?? 1));
}
