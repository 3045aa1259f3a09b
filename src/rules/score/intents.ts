import { tellCondition } from '../condition.ts';
import type { LookInputs } from '../look.ts';
import type { DecidedIntent } from '../decision.ts';
import type { Intent } from '../rules.ts';
import { fillTemplate, withCount } from '../template.ts';

/** What is said of an intent. `{count}` in its reason is the first count of its condition. */
export function decideIntent({ name, condition, reason }: Intent, inputs: LookInputs): DecidedIntent {
  const told = tellCondition(condition.parts, inputs);
  if (told.answer !== 'held' || reason === null) return { name, reason: null, condition: told };
  const [query] = condition.whole.counts;
  const count = query === undefined ? null : (inputs.counts?.(query) ?? null);
  return { name, reason: fillTemplate(reason, withCount(count, inputs.fields)), condition: told };
}
