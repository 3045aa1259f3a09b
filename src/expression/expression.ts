/** Words: an expression's outcome is `known`, with a value, or `unknown`, with a cause and the inputs that were missing. */
import type { Fields, Value } from '../domain/value.ts';

/** What an expression is evaluated on. All that it can depend on is here. */
export interface Inputs {
  /** Field values, or how to get one. A field that is absent or undefined was not read; null is a known blank. */
  readonly fields: Fields | ((field: string) => Value | undefined);
  readonly now: Date;
  /** Not needed by expressions that count nothing. */
  readonly counts?: CountLookup;
  /** Not needed by expressions that ask for no intent. */
  readonly intents?: IntentLookup;
}

/** Whether the person has an intent; undefined when that is not known. */
export type IntentLookup = (name: string) => boolean | undefined;

/** How often something was done; undefined or null when that was not read. */
export type CountLookup = (query: CountQuery) => number | null | undefined;

/** A count that an expression reads. `evaluate` hands over the same object that `counts` lists. */
export interface CountQuery {
  readonly activity: string;
  /** Up to now, in milliseconds; null: ever. */
  readonly windowMs: number | null;
  /** Only activities about something that contains this text; null: all. */
  readonly containing: string | null;
  /** As it is written in the expression. */
  readonly text: string;
}

export type UnknownCause =
  /** Something needed is blank. */
  | 'blank'
  /** Something needed was not read. */
  | 'not-read'
  /** There is no result: division by zero, or a text that is no number. */
  | 'failed'
  /** The evaluation was stopped at a limit. */
  | 'limit';

export type Outcome =
  | { readonly kind: 'known'; readonly value: Value }
  | {
      readonly kind: 'unknown';
      readonly because: UnknownCause;
      /** Fields, and counts as they are written, without which there is no answer; sorted, without repeats. */
      readonly missing: readonly string[];
    };

/** A part of an expression with what became of it. Values that are written out, and the insides of list
 * macros, which differ from item to item, are left out. */
export interface ExplainedPart {
  /** As it is written. */
  readonly text: string;
  readonly offset: number;
  readonly outcome: Outcome;
  /** False when the answer was settled without it; its outcome is told all the same. */
  readonly needed: boolean;
  readonly parts: readonly ExplainedPart[];
}

export interface Explanation {
  /** The same as `evaluate` gives. */
  readonly outcome: Outcome;
  readonly tree: ExplainedPart;
  /** Every field, count and intent that the expression reads, with its value; null when not read. */
  readonly inputs: readonly { readonly name: string; readonly value: Value; readonly read: boolean }[];
  /** ISO 8601. */
  readonly now: string;
}

/** An expression without problems, compiled. Immutable; evaluating it never throws, if the functions handed in do not. */
export interface Expression {
  readonly text: string;
  /** The fields it reads, sorted. */
  readonly reads: readonly string[];
  readonly counts: readonly CountQuery[];
  /** The intents it asks for. */
  readonly intents: readonly string[];
  /** Whether it depends on the moment it is evaluated at. */
  readonly usesNow: boolean;
  evaluate(inputs: Inputs): Outcome;
  explain(inputs: Inputs): Explanation;
}
