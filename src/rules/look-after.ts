import type { Decision } from './decision.ts';
import { domainOf } from './facts.ts';
import type { DecisionInput } from './input.ts';
import type { Look } from './look.ts';
import type { Rules } from './rules.ts';
import { tallyOf, type TallyPlan } from './tally.ts';

/** The person as it was decided of them: with the score and the intents that they have. `plan`: what is counted. */
export const lookAfter = (
  { qualification, intents }: Rules,
  plan: TallyPlan,
  input: DecisionInput,
  { score }: Decision,
): Look => ({
  input,
  emailDomain: domainOf(input.person),
  plan,
  tally: tallyOf(plan, input.touchpoints),
  completeWith: qualification?.completeWith ?? [],
  score,
  intents,
  held: new Set(
    score?.intents.flatMap(({ name, condition }) => (condition.answer === 'held' ? [name] : [])) ?? [],
  ),
});
