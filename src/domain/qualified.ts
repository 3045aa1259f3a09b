import type { EntityId } from './entity.ts';

/**
 * Where somebody is whom sales is to have:
 * - `delivered`: sales has them, and everything that was made for them;
 * - `waiting`: something of it is still to be looked at or written, or waits for a record that is not there yet;
 * - `held`: kept back on purpose, by a breaker or a person's word, or because nothing is left of them anywhere;
 * - `rejected`: sales has given them back;
 * - `errored`: a system refuses something of it, or a person has to say which record is meant.
 */
export const PLACES = ['delivered', 'waiting', 'held', 'rejected', 'errored'] as const;
export type Place = (typeof PLACES)[number];

/** A person was qualified in a cycle, and what the ledger knows of it since. */
export interface Qualified {
  readonly person: EntityId;
  readonly cycle: number;
  /** When the person first came into the stage. */
  readonly qualifiedAt: Date;
  /** How often they were handed over in the cycle: once; more often only if they turned out to be several known as one. */
  readonly handOffs: number;
  /** Sales has given them back with a reason. */
  readonly isGivenBack: boolean;
  /** Whether the person has a living record where sales works, had one, or never did. */
  readonly withSales: 'lives' | 'ended' | 'never';
  /** Whether the person has a living record in any system. */
  readonly isAnywhere: boolean;
  /** The person itself, and what the hand-off has made. */
  readonly parts: readonly QualifiedPart[];
}

export interface QualifiedPart {
  readonly entity: EntityId;
  /** Sales has it: of a person, what the hand-off says of them; of anything else, its record. */
  readonly isShown: boolean;
  /** It has, or once had, a record where sales works. */
  readonly isLinked: boolean;
  readonly isWaiting: boolean;
  readonly isHeld: boolean;
  readonly isFailing: boolean;
}

/**
 * Says the one place where somebody qualified is; null: in none, which is never to happen. A part that sales has once seen is
 * delivered, whatever becomes of later changes of it. Of several parts that which needs a person most decides.
 */
export function placeOf({ handOffs, isGivenBack, withSales, isAnywhere, parts }: Qualified): Place | null {
  if (handOffs === 0) return null;
  if (isGivenBack) return 'rejected';
  if (withSales === 'ended') return 'delivered';
  if (!isAnywhere) return 'held';
  const places = new Set(parts.map(placeOfPart));
  return places.has(null) ? null : (WORST_FIRST.find((place) => places.has(place)) ?? null);
}

const WORST_FIRST: readonly Place[] = ['errored', 'held', 'waiting', 'delivered'];

function placeOfPart({ isShown, isLinked, isWaiting, isHeld, isFailing }: QualifiedPart): Place | null {
  if (isShown) return 'delivered';
  if (isFailing) return 'errored';
  if (isHeld) return 'held';
  if (isWaiting) return 'waiting';
  return isLinked ? 'delivered' : null;
}
