import type { Fields, Value } from '../domain/value.ts';
import type { CountLookup, IntentLookup } from './expression.ts';
import type { Datum } from './datum.ts';

/** One evaluation: what it reads from, and what it has left of its limits. */
export interface Frame {
  /** Field values, unless `read` gives them. */
  readonly fields: Fields;
  readonly read: ((field: string) => Value | undefined) | null;
  readonly counts: CountLookup | null;
  readonly intents: IntentLookup | null;
  /** Milliseconds since 1970. */
  readonly now: number;
  steps: number;
  made: number;
  /** The items that list macros stand at, by the variable's number. */
  readonly locals: Datum[];
  /** The inputs without which what was evaluated so far has no value. */
  missing: Missing | null;
  /** What each part gave, by its number; null when nobody asks. */
  readonly trace: Trace | null;
}

/**
 * The inputs that gave no value in an evaluation, the last one first. Nobody writes to it, so a part that has a value all
 * the same forgets what its parts missed by going back to what `frame.missing` was before them.
 */
export interface Missing {
  /** A field, or a count as it is written. */
  readonly name: string;
  readonly before: Missing | null;
}

/** What a part gave; without a value also the inputs that were missing for it. */
export interface Noted {
  readonly datum: Datum;
  readonly missing: readonly string[];
}

export type Trace = (Noted | undefined)[];

/** A part of an expression, compiled. Never throws. */
export type Run = (frame: Frame) => Datum;

/** Takes work from what is left; false when there is not enough. */
export function spend(frame: Frame, steps: number): boolean {
  frame.steps -= steps;
  return frame.steps >= 0;
}

/** Takes room for something made; false when there is not enough. */
export function make(frame: Frame, size: number): boolean {
  frame.made -= size;
  return frame.made >= 0;
}
