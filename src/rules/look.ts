import type { Inputs } from '../expression/expression.ts';
import { isMet, type Condition } from './condition.ts';
import { domainOf, readAsked, type Asked } from './facts.ts';
import type { DecisionInput } from './input.ts';
import type { Rules } from './rules.ts';
import type { ReadName } from './template.ts';
import type { ScoreValues } from './score/scale.ts';
import { countEver, countWithin, tallyOf, timesOf, type Tally, type TallyPlan } from './tally.ts';

/** One person as the conditions of the rules see them. */
export interface Look {
  readonly input: DecisionInput;
  readonly emailDomain: string | null;
  readonly plan: TallyPlan;
  readonly tally: Tally;
  readonly completeWith: readonly string[];
  readonly score: ScoreValues | null;
  /** What the intents of the scoring file ask for. */
  readonly intents: ReadonlyMap<string, Condition>;
  /** The intents that the person has now; null before that is known. */
  readonly held: ReadonlySet<string> | null;
}

/** The person by all they did, before scores and intents are known. */
export const lookAt = ({ qualification, tally, intents }: Rules, input: DecisionInput): Look => ({
  input,
  emailDomain: domainOf(input.person),
  plan: tally,
  tally: tallyOf(tally, input.touchpoints),
  completeWith: qualification?.completeWith ?? [],
  score: null,
  intents,
  held: null,
});

/** What conditions are evaluated on. */
export interface LookInputs extends Inputs {
  readonly fields: ReadName;
}

/** What conditions are evaluated on, at a moment. */
export function inputsAt(look: Look, at: number): LookInputs {
  const { input, emailDomain, plan, tally, completeWith, score, intents, held } = look;
  const asked: Asked = { input, emailDomain, at, score, completeWith };
  const inputs: LookInputs = {
    fields: (name) => readAsked(asked, name),
    now: new Date(at),
    counts: (query) =>
      query.windowMs === null
        ? countEver(query, input.totals)
        : countWithin(timesOf(plan, tally, query), query.windowMs, at),
    intents: (name) => {
      if (held !== null && at === input.now) return held.has(name);
      const condition = intents.get(name);
      return condition === undefined ? undefined : isMet(condition, inputs);
    },
  };
  return inputs;
}
