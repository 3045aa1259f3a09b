import type { Inputs } from '../expression/expression.ts';
import { isMet, type Condition } from './condition.ts';
import { readAsked } from './facts.ts';
import type { DecisionInput } from './input.ts';
import type { ScoreValues } from './score/scale.ts';
import { countEver, countWithin, timesOf, type Tally, type TallyPlan } from './tally.ts';

/** One person as the conditions of the rules see them. */
export interface Look {
  readonly input: DecisionInput;
  readonly plan: TallyPlan;
  readonly tally: Tally;
  readonly completeWith: readonly string[];
  readonly score: ScoreValues | null;
  /** What the intents of the scoring file ask for. */
  readonly intents: ReadonlyMap<string, Condition>;
}

/** What conditions are evaluated on, at a moment. */
export function inputsAt(look: Look, at: number): Inputs {
  const { input, plan, tally, completeWith, score, intents } = look;
  const asked = { input, at, score, completeWith };
  return {
    fields: (name) => readAsked(asked, name),
    now: new Date(at),
    counts: (query) =>
      query.windowMs === null
        ? countEver(query, input.totals)
        : countWithin(timesOf(plan, tally, query), query.windowMs, at),
    intents: (name) => {
      const condition = intents.get(name);
      return condition === undefined ? undefined : isMet(condition, inputsAt(look, at));
    },
  };
}
