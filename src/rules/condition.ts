import type { Clocks } from '../expression/clocks.ts';
import type { Expression, Inputs, Outcome } from '../expression/expression.ts';

/** A condition of a rules file: as a whole, as its parts, and as what time can change in it. */
export interface Condition {
  readonly whole: Expression;
  readonly parts: ConditionPart;
  readonly clocks: Clocks;
}

export type ConditionPart =
  | {
      readonly kind: 'one';
      readonly expression: Expression;
      /** What is told when the answer is known: always the same. */
      readonly held: ToldCondition;
      readonly failed: ToldCondition;
    }
  | { readonly kind: 'all' | 'any'; readonly text: string; readonly parts: readonly ConditionPart[] };

export type Answer = 'held' | 'failed' | 'unknown';

/** A condition with its answer, and those of its parts; every part is answered, needed or not. */
export interface ToldCondition {
  readonly text: string;
  readonly answer: Answer;
  /** Fields, counts and intents without which there is no answer. */
  readonly missing: readonly string[];
  /** How the parts are joined: `all` must hold, or `any`; null: it has no parts. */
  readonly join: 'all' | 'any' | null;
  readonly parts: readonly ToldCondition[];
}

const NONE: readonly never[] = Object.freeze([]);

/** What is told of a condition without parts. */
export const toldAlone = (
  text: string,
  answer: Answer,
  missing: readonly string[] = NONE,
): ToldCondition => ({ text, answer, missing, join: null, parts: NONE });

export const isMet = ({ whole }: Condition, inputs: Inputs): boolean => isTrue(whole.evaluate(inputs));

export const isTrue = (outcome: Outcome): boolean => outcome.kind === 'known' && outcome.value === true;

/** The answer with those of all parts, by Kleene's logic: the same as the whole expression gives. */
export function tellCondition(part: ConditionPart, inputs: Inputs): ToldCondition {
  if (part.kind === 'one') {
    const outcome = part.expression.evaluate(inputs);
    if (outcome.kind === 'unknown') return toldAlone(part.expression.text, 'unknown', outcome.missing);
    return outcome.value === true ? part.held : part.failed;
  }
  const { kind, text } = part;
  const parts = part.parts.map((inner) => tellCondition(inner, inputs));
  const settling: Answer = kind === 'all' ? 'failed' : 'held';
  if (parts.some(({ answer }) => answer === settling))
    return { text, answer: settling, missing: NONE, join: kind, parts };
  const unknown = parts.filter(({ answer }) => answer === 'unknown');
  if (unknown.length > 0) {
    const missing = [...new Set(unknown.flatMap((inner) => inner.missing))].sort();
    return { text, answer: 'unknown', missing, join: kind, parts };
  }
  return { text, answer: kind === 'all' ? 'held' : 'failed', missing: NONE, join: kind, parts };
}
