import type { EntityId } from '../domain/entity.ts';
import type { Fields } from '../domain/value.ts';
import type { PastDecision } from '../ledger/decisions.ts';
import type { HandOffCourse, StoredHandOff } from '../ledger/hand-offs.ts';
import type { StageChange, StoredStanding } from '../ledger/standings.ts';
import type { DecidedGate, DecidedRecipe, Decision } from '../rules/decision.ts';
import type { MadeHandOff } from '../rules/handoff/make.ts';
import type { Hearing, WaitingAnswer } from '../rules/outcomes/hear.ts';
import type { Routed } from '../rules/routing/route.ts';
import type { ClockReading } from '../rules/sla/clock.ts';

/** What the rules have decided about a person, and what they say now. */
export interface DecidedAnswer {
  /** Null: nothing has been decided about the person yet. */
  readonly standing: StoredStanding | null;
  /** In the order in which they happened. */
  readonly stages: readonly StageChange[];
  /** The last one first. */
  readonly handOffs: readonly ToldHandOff[];
  /** The latest ones, newest first. */
  readonly decisions: readonly ToldDecision[];
  /** Null: there are no stages. */
  readonly now: DecidedNow | null;
}

export interface ToldHandOff extends Omit<StoredHandOff, 'routed' | 'made'>, HandOffCourse {
  /** Null: nothing is promised about the first touch. */
  readonly clock: ClockReading | null;
  readonly routed: Omit<Routed, 'state'>;
  readonly made: MadeHandOff & {
    readonly records: readonly { readonly id: EntityId; readonly object: string; readonly fields: Fields }[];
  };
}

/** One of `decision` and `hearing` is null. */
export interface ToldDecision extends PastDecision {
  readonly decision: Decision | null;
  readonly hearing: Hearing | null;
}

/** Nothing of it is kept. */
export interface DecidedNow {
  readonly recipes: readonly DecidedRecipe[];
  /** The gates that are closed. */
  readonly gates: readonly DecidedGate[];
  /** Answers of sales that are not carried out before a field is filled in. */
  readonly waiting: readonly WaitingAnswer[];
  /** When time alone changes something next; null: never. */
  readonly next: Date | null;
}

/** The decisions about one person, each made again. */
export interface ReplayAnswer {
  readonly id: EntityId;
  /** Newest first. */
  readonly decisions: readonly Replayed[];
}

/** A decision made again by the rules of its version, on what its receipt holds. */
export interface Replayed {
  readonly id: number;
  readonly at: Date;
  /** The configuration that it was made by; the number is null when the ledger does not hold it. */
  readonly rules: PastDecision['rules'];
  readonly outcome: ReplayOutcome;
}

export type ReplayOutcome =
  | { readonly kind: 'same' }
  | { readonly kind: 'differs'; readonly differences: readonly Difference[] }
  /** The rules of that version are not there or do not stand any more. */
  | { readonly kind: 'impossible'; readonly why: string };

/** Where two receipts differ. Undefined: there is nothing at that place. */
export interface Difference {
  /** `decision.score.fit` */
  readonly path: string;
  readonly stored: unknown;
  readonly again: unknown;
}
