import type { Inputs } from '../../expression/expression.ts';
import { tellCondition } from '../condition.ts';
import type { DecidedIntent } from '../decision.ts';
import type { Intent } from '../rules.ts';
import { fillTemplate, withCount, type ReadName } from '../template.ts';

/** What is said of an intent. `{count}` in its reason is the first count of its condition. */
export function decideIntent(
  { name, condition, reason }: Intent,
  inputs: Inputs,
  read: ReadName,
): DecidedIntent {
  const told = tellCondition(condition.parts, inputs);
  if (told.answer !== 'held' || reason === null) return { name, reason: null, condition: told };
  const [query] = condition.whole.counts;
  const count = query === undefined ? null : (inputs.counts?.(query) ?? null);
  return { name, reason: fillTemplate(reason, withCount(count, read)), condition: told };
}
