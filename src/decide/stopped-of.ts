import type { Stopped } from '../ledger/stopped.ts';
import type { DecidedGate } from '../rules/decision.ts';
import { enter } from '../rules/qualify/standing.ts';
import type { QualificationRules } from '../rules/rules.ts';
import type { Course } from './steps.ts';

/** Which gates keep a person from a stage that hands over, although a recipe leads there; null: none do. */
export function stoppedOf(
  { decision: { qualification }, standing }: Pick<Course, 'decision' | 'standing'>,
  rules: QualificationRules | null,
  stages: ReadonlySet<string>,
): Stopped | null {
  if (qualification === null || rules === null) return null;
  const recipe = qualification.recipes.find(
    ({ to, condition, stoppedBy }) => stages.has(to) && condition.answer === 'held' && stoppedBy.length > 0,
  );
  if (recipe === undefined) return null;
  return {
    cycle: enter(rules, standing, recipe.to, standing.since).cycle,
    recipe: recipe.name,
    gates: qualification.gates.filter(({ name }) => recipe.stoppedBy.includes(name)).map(closedGate),
  };
}

const closedGate = ({ name, reason, until, lacks }: DecidedGate): Stopped['gates'][number] => ({
  name,
  reason,
  until,
  lacks: lacks.map(({ field, mend }) => ({ field, mend })),
});
