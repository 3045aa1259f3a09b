import { DAY_MS } from '../domain/clock.ts';
import { decide } from '../rules/decide.ts';
import type { Decision } from '../rules/decision.ts';
import type { DecisionInput, Standing } from '../rules/input.ts';
import { hear, type Hearing } from '../rules/outcomes/hear.ts';
import type { Outcomes } from '../rules/outcomes/outcomes.ts';
import {
  receiptOf,
  receiptOfHearing,
  type Hash,
  type Receipt,
  type ReceiptOfHearing,
} from '../rules/receipt.ts';
import type { Rules } from '../rules/rules.ts';

/** One of the decisions that follow from each other at one moment: what sales has answered, or what the rules say. */
export type Step =
  | {
      readonly kind: 'answer';
      readonly receipt: ReceiptOfHearing;
      readonly hearing: Hearing;
      readonly moved: Move | null;
    }
  | { readonly kind: 'recipe'; readonly receipt: Receipt; readonly moved: Move | null };

/** A person comes into another stage. */
export interface Move {
  /** The name of the recipe or of the answer. */
  readonly name: string;
  readonly from: Standing;
  readonly to: Standing;
}

/** All that was decided of a person at one moment. */
export interface Course {
  readonly steps: readonly Step[];
  readonly standing: Standing;
  /** What the rules say of the person in the end. */
  readonly decision: Decision;
  /** When to decide again if there is no news before, in milliseconds since 1970; null: not by itself. */
  readonly next: number | null;
}

export interface CourseRules {
  readonly rules: Rules;
  /** Null: what sales answers is not heard. */
  readonly outcomes: Outcomes | null;
  /** Receipts name the version of the configuration. */
  readonly version: string;
  readonly hash: Hash;
}

/** Rules that lead somebody round in a circle are asked again after this. */
const CIRCLE_MS = DAY_MS;

/**
 * Hears what sales has answered, then decides until nothing moves any more: whoever comes into a stage may fulfil what leads
 * out of it. Nobody comes into one stage twice at one moment.
 */
export function courseOf({ rules, outcomes, version, hash }: CourseRules, input: DecisionInput): Course {
  const steps: Step[] = [];
  const been = new Set([input.standing.stage]);
  let { standing } = input;
  if (outcomes !== null) {
    const hearing = hear(outcomes, input);
    const { answer, heard } = hearing;
    const moved = answer === null ? null : { name: answer.answer, from: answer.from, to: answer.to };
    standing = moved?.to ?? { ...standing, heard };
    been.add(standing.stage);
    const isNews = moved !== null || hearing.waiting.length > 0;
    if (isNews)
      steps.push({
        kind: 'answer',
        receipt: receiptOfHearing(input, hearing, version, hash),
        hearing,
        moved,
      });
  }
  for (;;) {
    const asked = { ...input, standing };
    const decision = decide(rules, asked);
    const transition = decision.qualification?.transition ?? null;
    const isCircle = transition !== null && been.has(transition.to.stage);
    const moved =
      transition === null || isCircle
        ? null
        : { name: transition.recipe, from: transition.from, to: transition.to };
    steps.push({ kind: 'recipe', receipt: receiptOf(asked, decision, version, hash), moved });
    if (moved === null)
      return { steps, standing, decision, next: isCircle ? input.now + CIRCLE_MS : decision.next };
    standing = moved.to;
    been.add(standing.stage);
  }
}
