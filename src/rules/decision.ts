/** What the rules decided of a person at one moment, and why. Plain JSON. */
import type { ToldCondition } from './condition.ts';
import type { Standing } from './input.ts';
import type { GivenSignal } from './score/score.ts';
import type { ScoreValues } from './score/scale.ts';

export interface Decision {
  /** Null: there is no scoring file. */
  readonly score: DecidedScore | null;
  /** Null: there is no qualification file. */
  readonly qualification: Qualified | null;
  /** For the rep: why now, and who it is. Empty when there is nothing to say. */
  readonly sentence: string;
  /**
   * When time alone changes something next, in milliseconds since 1970: until then the same is decided as long as nothing
   * happens. `now` when the stage has changed, as the rules of the new stage are still to be asked. Null: never.
   */
  readonly next: number | null;
}

export interface DecidedScore extends ScoreValues {
  readonly signals: readonly GivenSignal[];
  /** All of them, in the order of the file. */
  readonly intents: readonly DecidedIntent[];
}

export interface DecidedIntent {
  readonly name: string;
  /** In the words of the file, when it holds; null when it has none, or one of its values is missing. */
  readonly reason: string | null;
  readonly condition: ToldCondition;
}

export interface Qualified {
  readonly transition: Transition | null;
  /** What the person is led to in place of sales, e.g. `support`; null: nothing else. */
  readonly path: string | null;
  /** Those from the stage the person is in, in the order of the file. */
  readonly recipes: readonly DecidedRecipe[];
  readonly gates: readonly DecidedGate[];
}

export interface Transition {
  readonly recipe: string;
  readonly from: Standing;
  readonly to: Standing;
}

export interface DecidedRecipe {
  readonly name: string;
  readonly to: string;
  readonly condition: ToldCondition;
  /** The gates that keep its stage closed. */
  readonly stoppedBy: readonly string[];
}

export interface DecidedGate {
  readonly name: string;
  /** Whether it is closed. */
  readonly holds: boolean;
  /** Why, while it is closed. */
  readonly reason: string | null;
  /** What ends it, in words; null: the file does not say. */
  readonly until: string | null;
  /** When it opens by time alone, if no score has a part in it; null: not by time. */
  readonly opensAt: number | null;
  /** Null for a gate that is no condition. */
  readonly condition: ToldCondition | null;
  /** Required fields that are missing or not valid, with how to mend it. */
  readonly lacks: readonly Lack[];
}

export interface Lack {
  readonly field: string;
  readonly kind: 'missing' | 'not-read' | 'not-valid';
  readonly mend: string;
}
