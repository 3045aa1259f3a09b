/**
 * What a part of an expression evaluates to.
 *
 * A value is text, a number, a boolean, a list of these, or null for a known blank. Moments and lengths of time are
 * numbers, in milliseconds; the checked type says which. The symbols stand for "unknown", each with its cause, so that
 * the usual path makes no objects.
 */

/** An operation was asked for something that is blank. */
export const BLANK = Symbol('blank');
/** There is no result: division by zero, a text that is no number. */
export const FAILED = Symbol('failed');
/** A field or a count was not read. */
export const UNREAD = Symbol('not-read');
/** The evaluation was stopped at one of the limits. */
export const LIMIT = Symbol('limit');

export type Unknown = typeof BLANK | typeof FAILED | typeof UNREAD | typeof LIMIT;
export type Present = string | number | boolean | readonly Datum[];
export type Datum = Present | null | Unknown;

/** Null or unknown: nothing to calculate with. */
export const isHollow = (datum: Datum): datum is null | Unknown =>
  datum === null || typeof datum === 'symbol';

/** What an operation gives for a hollow operand: a blank makes its result unknown, an unknown stays as it is. */
export const passed = (hollow: Datum): Unknown => (typeof hollow === 'symbol' ? hollow : BLANK);

/** The graver of two causes; operands that are present have none. */
export function graver(a: Datum, b: Datum): Unknown {
  if (a === LIMIT || b === LIMIT) return LIMIT;
  if (a === UNREAD || b === UNREAD) return UNREAD;
  return a === FAILED || b === FAILED ? FAILED : BLANK;
}
