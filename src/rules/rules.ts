/** The rules files, compiled. Immutable. */
import type { CountQuery } from '../expression/expression.ts';
import type { Condition } from './condition.ts';
import type { Scale } from './score/scale.ts';
import type { TallyPlan } from './tally.ts';
import type { Template } from './template.ts';

export interface Rules {
  /** Null: the folder has no scoring file, and nobody is scored. */
  readonly scoring: ScoringRules | null;
  /** Null: the folder has no qualification file, and nobody changes the stage. */
  readonly qualification: QualificationRules | null;
  /** What is counted of the touchpoints. */
  readonly tally: TallyPlan;
  /** What the intents ask for, by their names. */
  readonly intents: ReadonlyMap<string, Condition>;
  /** From how many millionths of a point on engagement means something else, for any rule; rising. */
  readonly thresholds: readonly number[];
  /** The conditions that time alone can change: of signals and intents, and by stage those that are asked there. */
  readonly timedSignals: readonly Condition[];
  readonly timedIntents: readonly Condition[];
  readonly timedIn: ReadonlyMap<string, readonly Condition[]>;
  readonly reads: Reads;
}

/** What has to be known of a person before anything is decided. */
export interface Reads {
  /** Canonical fields, sorted. */
  readonly person: readonly string[];
  readonly company: readonly string[];
  /** The kinds of touchpoints that count, sorted. */
  readonly activities: readonly string[];
  /** How far back touchpoints count, in milliseconds: older ones may be left out. */
  readonly longestWindowMs: number;
  /** Whether counts over all time are asked for. */
  readonly totals: boolean;
}

export const AXES = ['fit', 'engagement'] as const;
export type Axis = (typeof AXES)[number];

export interface ScoringRules {
  readonly groups: readonly SignalGroup[];
  readonly signals: readonly Signal[];
  readonly scale: Scale;
  readonly intents: readonly Intent[];
  /** What the rep is told of a signal, by its name; of those that say something. */
  readonly reasons: ReadonlyMap<string, Template>;
  /** What the sentence for the rep ends with. */
  readonly facts: readonly Template[];
}

export interface SignalGroup {
  readonly name: string;
  readonly axis: Axis;
  /** The most that the group gives, in millionths of a point; for negative points the least. */
  readonly cap: number;
}

export interface Signal {
  readonly name: string;
  /** Its place among the groups. */
  readonly group: number;
  /** In millionths of a point. */
  readonly points: number;
  readonly gives: SignalSource;
}

/** A signal gives its points once while a condition holds, or for each touchpoint. */
export type SignalSource =
  | { readonly kind: 'condition'; readonly condition: Condition }
  | {
      readonly kind: 'activity';
      /** Which touchpoints; how long each of them counts is in `lasts`. */
      readonly query: CountQuery;
      readonly lasts: SignalLife;
    };

export type SignalLife =
  | { readonly kind: 'ever' }
  | { readonly kind: 'within'; readonly ms: number }
  | { readonly kind: 'half-life'; readonly ms: number };

/** Where less than a hundredth is left, a signal ends: after this many half-lives. */
export const HALF_LIVES = Math.log2(100);

export interface Intent {
  readonly name: string;
  readonly condition: Condition;
  readonly reason: Template | null;
}

export interface QualificationRules {
  readonly stages: readonly string[];
  /** Where everybody begins. */
  readonly start: string;
  readonly newCycle: { readonly from: ReadonlySet<string>; readonly to: ReadonlySet<string> };
  /** In order: the first that holds and is not stopped is carried out. */
  readonly recipes: readonly Recipe[];
  readonly moves: readonly Move[];
  readonly gates: readonly Gate[];
  readonly completeWith: readonly string[];
}

export interface Recipe {
  readonly name: string;
  readonly from: ReadonlySet<string>;
  readonly to: string;
  readonly condition: Condition;
}

/** A change of stage that people and their answers make, and no recipe. */
export interface Move {
  readonly from: readonly string[];
  readonly to: readonly string[];
}

export interface Gate {
  readonly name: string;
  /** The stages that nobody gets into while it holds. */
  readonly stops: ReadonlySet<string>;
  readonly test: GateTest;
  readonly reason: Template | null;
  /** What ends it, in words. */
  readonly until: string | null;
  /** The path that the person takes in place of the one to sales. */
  readonly instead: string | null;
}

export type GateTest =
  /** `when` stops when the condition is known to hold, `unless` when it is not. */
  | { readonly kind: 'when' | 'unless'; readonly condition: Condition }
  | { readonly kind: 'required'; readonly fields: readonly RequiredField[] }
  /** Addresses and domains, in small letters; a domain stands for those below it. */
  | { readonly kind: 'listed'; readonly entries: ReadonlySet<string> };

export interface RequiredField {
  readonly name: string;
  /** What a value must be to count; null: any. */
  readonly valid: Condition | null;
  readonly mend: string;
}
