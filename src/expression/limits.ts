/**
 * What an expression may cost. What is over a limit when it is written is a problem; what is over one while it is
 * evaluated is unknown, because of `limit`. Nothing else bounds a loop: an evaluation always ends.
 */
export const LIMITS = {
  /** Characters; checked before anything else is done with the text. */
  text: 10_000,
  /** Parts of the syntax tree. */
  nodes: 2_000,
  /** Parts within parts. A chain of `&&` or `||` counts as one, however long. */
  depth: 100,
  /** Items of a list that is written out. */
  list: 1_000,
  /** Arguments of one call. */
  args: 32,
  /** Characters of a pattern for `matches`. */
  pattern: 500,
  /** Rounds of list macros and the work within them, in one evaluation. */
  steps: 100_000,
  /** Characters and list items that one evaluation may make. */
  made: 1_000_000,
} as const;
