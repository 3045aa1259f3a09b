/**
 * What was recorded of people, as a backtest goes through it. Moments are milliseconds since 1970.
 *
 * Words: **recorded** is what happened, **candidate** the rules that are tried. A **promotion** is that somebody comes into a
 * stage that hands over, once in each round. The **window** is the time that is gone through again.
 */
import type { EntityId } from '../domain/entity.ts';
import type { Fields } from '../domain/value.ts';
import type { Opportunity, Standing, Touchpoint } from '../rules/input.ts';

/** One person. Every list is in the order in which things became known. */
export interface History {
  readonly entity: EntityId;
  readonly seen: readonly Seen[];
  readonly touches: readonly KnownTouch[];
  readonly moves: readonly RecordedMove[];
  readonly answers: readonly RecordedAnswer[];
  readonly handOffs: readonly RecordedHandOff[];
}

/** What was known of the person when something was decided, and where they stood from then on. */
export interface Seen {
  readonly at: number;
  readonly person: Fields;
  readonly company: Fields | null;
  readonly opportunities: readonly Opportunity[];
  readonly standing: Standing;
  /** Points for fit and engagement together; null: nobody was scored. */
  readonly points: number | null;
}

export interface KnownTouch extends Touchpoint {
  /** When it became known that this person did it. */
  readonly knownAt: number;
}

/** The person came into a stage. */
export interface RecordedMove {
  readonly at: number;
  readonly to: string;
  readonly cycle: number;
  /** The recipe or answer that led there; null: that is not known. */
  readonly by: string | null;
}

/** What sales answered. */
export interface RecordedAnswer {
  readonly at: number;
  /** Whether it was about an opportunity. */
  readonly ofOpportunity: boolean;
  /** Why the person was given back; null: sales went on with them. */
  readonly reason: string | null;
}

export interface RecordedHandOff {
  readonly at: number;
  readonly cycle: number;
  /** An e-mail address, or the name of a queue. */
  readonly to: string;
  readonly isOwner: boolean;
  readonly dueAt: number | null;
}

/** From a moment on, and before another. */
export interface Window {
  readonly from: number;
  readonly until: number;
}

export const isWithin = ({ from, until }: Window, at: number): boolean => from <= at && at < until;
