import type { Value } from '../domain/value.ts';

/** A value, or why there is none; `reason` is a sentence part without personal data. */
export type Transformed =
  { readonly kind: 'value'; readonly value: Value } | { readonly kind: 'failed'; readonly reason: string };

/** One step between a system's value and ours. Pure, and stable: applying it twice is applying it once. */
export interface Transform {
  readonly name: string;
  /** As given in the file, or the default; absent when it takes none. Only there to tell steps apart. */
  readonly argument?: string | number;
  readonly apply: (value: Value) => Transformed;
}

export const ok = (value: Value): Transformed => ({ kind: 'value', value });
export const failed = (reason: string): Transformed => ({ kind: 'failed', reason });

/** Steps in order; the first that fails ends it. Blanks pass every step untouched, so steps never see them. */
export function applyAll(transforms: readonly Transform[], value: Value): Transformed {
  let current = value;
  for (const transform of transforms) {
    if (current === null) return ok(null);
    const next = transform.apply(current);
    if (next.kind === 'failed') return next;
    current = next.value;
  }
  return ok(current);
}
