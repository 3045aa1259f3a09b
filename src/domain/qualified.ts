import type { EntityId, EntityKind } from './entity.ts';
import type { SystemName } from './record.ts';

/**
 * Where somebody is whom sales is to have:
 * - `delivered`: sales has them, and everything that was made for them;
 * - `waiting`: something of it is still to be looked at or written, or waits for a record that is not there yet;
 * - `held`: kept back by a rule: a gate, a scope, a breaker, a person's word; or nothing is left of them anywhere;
 * - `rejected`: sales has given them back;
 * - `errored`: a system refuses something of it, or a person has to say which record is meant.
 */
export const PLACES = ['delivered', 'waiting', 'held', 'rejected', 'errored'] as const;
export type Place = (typeof PLACES)[number];

/** A person was qualified in a cycle, and what the ledger knows of it since. */
export interface Qualified {
  readonly person: EntityId;
  readonly cycle: number;
  /** When the person first came into the stage; of whom gates keep from it, since when they do. */
  readonly qualifiedAt: Date;
  /** The gates that keep the person from the stage; empty: it was reached. */
  readonly gates: readonly ClosedGate[];
  /** How often they were handed over in the cycle: once; more often only if they turned out to be several known as one. */
  readonly handOffs: number;
  /** Since when sales sees them; null: not that it is known. */
  readonly visibleAt: Date | null;
  /** Sales has given them back with a reason. */
  readonly givenBack: GivenBack | null;
  /** The person's records in every system, the ended ones as well. */
  readonly records: readonly QualifiedRecord[];
  /** The person itself, and what the hand-off has made. */
  readonly parts: readonly QualifiedPart[];
}

export interface ClosedGate {
  readonly name: string;
  readonly reason: string | null;
  /** What ends it, in words; null: the file does not say. */
  readonly until: string | null;
  readonly lacks: readonly { readonly field: string; readonly mend: string }[];
}

/** Times are milliseconds since 1970 here and below. */
export interface GivenBack {
  readonly answer: string;
  readonly reason: string;
  readonly at: number;
}

export interface QualifiedRecord {
  readonly system: SystemName;
  readonly object: string;
  readonly id: string;
  readonly isPrimary: boolean;
  /** It is where sales works. */
  readonly isWithSales: boolean;
  /** Why it is no record of the person any more; null: it lives. */
  readonly endedWhy: 'deleted' | 'merged' | 'converted' | null;
}

export interface QualifiedPart {
  readonly entity: EntityId;
  readonly kind: EntityKind;
  /** Sales has it: of a person, what the hand-off says of them; of anything else, its record. */
  readonly isShown: boolean;
  /** It has, or once had, a record where sales works. */
  readonly isLinked: boolean;
  readonly waiting: PartWaiting | null;
  readonly held: PartHeld | null;
  readonly failing: PartFailing | null;
}

export interface PartWaiting {
  /** To be looked at, to be written, or for a record of something else. */
  readonly for: 'look' | 'write' | 'record';
  /** Null where that is not kept. */
  readonly since: number | null;
}

export interface PartHeld {
  /** `word`: a person has dropped the write that makes it. */
  readonly by: 'breaker' | 'word' | 'scope';
  readonly system: SystemName;
  /** Of a scope: what of it does not hold, in words. */
  readonly why: string | null;
  readonly since: number | null;
}

export interface PartFailing {
  readonly system: SystemName;
  readonly code: string;
  readonly meaning: string;
  readonly fix: string;
  readonly since: number;
}

/**
 * Says the one place where somebody qualified is; null: in none, which is never to happen. A part that sales has once seen is
 * delivered, whatever becomes of later changes of it. Of several parts that which needs a person most decides.
 */
export function placeOf(qualified: Qualified): Place | null {
  const { gates, handOffs, givenBack, records, parts } = qualified;
  if (gates.length > 0) return 'held';
  if (handOffs === 0) return null;
  if (givenBack !== null) return 'rejected';
  if (isTakenAway(qualified)) return 'delivered';
  if (records.every(({ endedWhy }) => endedWhy !== null)) return 'held';
  const places = new Set(parts.map(placeOfPart));
  return places.has(null) ? null : (WORST_FIRST.find((place) => places.has(place)) ?? null);
}

/** Sales had the person and has taken them away: it has had its say. */
export function isTakenAway({ records }: Pick<Qualified, 'records'>): boolean {
  const withSales = records.filter(({ isWithSales }) => isWithSales);
  return withSales.length > 0 && withSales.every(({ endedWhy }) => endedWhy !== null);
}

/** Handed over more than once in a cycle, and sales still has more than one record: whoever it is, is with sales twice. */
export const isTwice = ({ handOffs, records }: Pick<Qualified, 'handOffs' | 'records'>): boolean =>
  handOffs > 1 && records.filter(({ isWithSales, endedWhy }) => isWithSales && endedWhy === null).length > 1;

const WORST_FIRST: readonly Place[] = ['errored', 'held', 'waiting', 'delivered'];

export function placeOfPart({ isShown, isLinked, waiting, held, failing }: QualifiedPart): Place | null {
  if (isShown) return 'delivered';
  if (failing !== null) return 'errored';
  if (held !== null) return 'held';
  if (waiting !== null) return 'waiting';
  return isLinked ? 'delivered' : null;
}
