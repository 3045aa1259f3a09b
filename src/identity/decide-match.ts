import type { EntityId } from '../domain/entity.ts';
import { refKey, type RecordRef } from '../domain/record.ts';

/** What a record was found by, surest first. */
export const MATCH_KEYS = ['external-key', 'email', 'domain', 'phone'] as const;
export type MatchKey = (typeof MATCH_KEYS)[number];

export interface MatchCandidate {
  readonly ref: RecordRef;
  /** The entity the record is linked to already; null when it is free. */
  readonly entity: EntityId | null;
  readonly by: string;
}

export type MatchDecision =
  | { readonly kind: 'none' }
  | { readonly kind: 'link'; readonly ref: RecordRef; readonly by: string }
  | {
      readonly kind: 'park';
      readonly candidates: readonly { readonly ref: RecordRef; readonly by: string }[];
    };

/**
 * Which of the records found in one system is the entity's. The surest key that found any decides alone; when it found
 * several different records a person must choose, since a wrong link mixes two people's data and a missing one does not.
 * Records that are another entity's are candidates too: linking one folds the two entities into one.
 */
export function decideMatch(candidates: readonly MatchCandidate[], self: EntityId): MatchDecision {
  const own = candidates.find((candidate) => candidate.entity === self);
  if (own !== undefined) return { kind: 'link', ref: own.ref, by: own.by };
  const ranked = Map.groupBy(candidates, (candidate) => rank(candidate.by));
  const [best] = [...ranked.keys()].sort((a, b) => a - b);
  const found = best === undefined ? [] : (ranked.get(best) ?? []);
  const distinct = [...new Map(found.map((candidate) => [refKey(candidate.ref), candidate])).values()];
  const [first] = distinct;
  if (first === undefined) return { kind: 'none' };
  if (distinct.length === 1) return { kind: 'link', ref: first.ref, by: first.by };
  return { kind: 'park', candidates: distinct.map(({ ref, by }) => ({ ref, by })) };
}

/** Keys we do not know are the least sure of all. */
function rank(by: string): number {
  const index = (MATCH_KEYS as readonly string[]).indexOf(by);
  return index === -1 ? MATCH_KEYS.length : index;
}
