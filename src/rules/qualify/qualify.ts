import { tellCondition } from '../condition.ts';
import type { DecidedRecipe, Qualified } from '../decision.ts';
import type { Look, LookInputs } from '../look.ts';
import type { QualificationRules } from '../rules.ts';
import { decideGate } from './gate.ts';
import { enter, plainStanding } from './standing.ts';

/** Whether the person comes into another stage, and what each rule said to it. */
export function qualify(rules: QualificationRules, look: Look, inputs: LookInputs): Qualified {
  const { standing, now } = look.input;
  const gates = rules.gates.map((gate) => decideGate(gate, look, inputs));
  const closed = rules.gates.filter((_, index) => gates[index]?.holds === true);
  const recipes = rules.recipes
    .filter(({ from }) => from.has(standing.stage))
    .map(({ name, to, condition }): DecidedRecipe => ({
      name,
      to,
      condition: tellCondition(condition.parts, inputs),
      stoppedBy: closed.filter(({ stops }) => stops.has(to)).map((gate) => gate.name),
    }));
  const made = recipes.find(
    ({ condition, stoppedBy }) => condition.answer === 'held' && stoppedBy.length === 0,
  );
  return {
    transition:
      made === undefined
        ? null
        : { recipe: made.name, from: plainStanding(standing), to: enter(rules, standing, made.to, now) },
    path: closed.find(({ instead }) => instead !== null)?.instead ?? null,
    recipes,
    gates,
  };
}
