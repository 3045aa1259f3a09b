/** Something wrong in an expression, for the person who wrote it. The place is where it begins, in the expression's own text. */
export interface ExpressionProblem {
  /** Characters (UTF-16 units) before it. */
  readonly offset: number;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly cause: string;
  readonly fix: string;
}

export function problemAt(text: string, offset: number, cause: string, fix: string): ExpressionProblem {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return { offset: before.length, line, column: before.length - before.lastIndexOf('\n'), cause, fix };
}

/** A word of an expression for a message: short, however long it is. */
export const quoted = (word: string): string => `"${word.length > 60 ? `${word.slice(0, 60)}…` : word}"`;
