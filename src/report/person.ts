import { sourceKey } from '../attribution/path.ts';
import type { Value } from '../domain/value.ts';
import { namesPerson, sourceTitle, type ReadTouch, type SourceOf } from './sources.ts';

/** What the ledger tells of one person. Times are milliseconds since 1970. */
export interface ReadJourney {
  readonly id: string;
  readonly touches: readonly (readonly [firstAt: number, lastAt: number, ...touch: ReadTouch])[];
  readonly stages: readonly (readonly [at: number, stage: string, cycle: number])[];
  readonly field: Value;
}

/** A person as reports count them. */
export interface PersonSeen {
  /** When Leadloop has first heard of them, or they of us: the first thing they did, or the first stage. */
  readonly enteredAt: number;
  /** Every source of what they did that counts, by its key, with its first time; the first one first. */
  readonly sources: ReadonlyMap<string, { readonly title: string; readonly at: number }>;
  /** Every stage they ever came into: the first time, and the last. */
  readonly stages: ReadonlyMap<string, { readonly first: number; readonly last: number }>;
  readonly cycles: number;
  readonly field: Value;
}

/** Null: nothing was ever done, and nothing decided. */
export function seePerson({ touches, stages, field }: ReadJourney, sourceOf: SourceOf): PersonSeen | null {
  const enteredAt = Math.min(...touches.map(([at]) => at), ...stages.map(([at]) => at));
  if (enteredAt === Infinity) return null;
  const named = touches.filter(([, , ...touch]) => namesPerson(touch));
  const knownAt = Math.min(...named.map(([at]) => at));
  const sources = new Map<string, { title: string; at: number }>();
  for (const [at, , ...touch] of touches.toSorted((a, b) => a[0] - b[0])) {
    const source = sourceOf(touch, at >= knownAt);
    if (source === null || sources.has(sourceKey(source))) continue;
    sources.set(sourceKey(source), { title: sourceTitle(source), at });
  }
  const reached = new Map<string, { first: number; last: number }>();
  for (const [at, stage] of stages) reached.set(stage, { first: reached.get(stage)?.first ?? at, last: at });
  return {
    enteredAt,
    sources,
    stages: reached,
    cycles: Math.max(1, ...stages.map(([, , cycle]) => cycle)),
    field,
  };
}

/** Nobody told. In brackets, so that a source that somebody called "blank" is another one. */
export const BLANK = '(blank)';

/** Where a person came from first. */
export function firstSource({ sources }: Pick<PersonSeen, 'sources'>): string {
  const [first] = sources.values();
  return first?.title ?? BLANK;
}
