import type { Path, Report } from '../../mapping/problem.ts';
import type { Gate, QualificationRules, Recipe } from '../rules.ts';
import { implies } from './bounds.ts';

type PlaceOf = (recipe: Recipe) => Path;

/**
 * Tells of recipes that never get their turn: one above takes everybody, from each stage they begin in. Gates count: a
 * recipe below is reached when the one above is stopped by a gate that leaves this one alone.
 */
export function checkShadowed(
  recipes: readonly Recipe[],
  gates: readonly Gate[],
  placeOf: PlaceOf,
  report: Report,
): void {
  for (const [index, recipe] of recipes.entries()) {
    const first = recipes
      .slice(0, index)
      .find(
        (above) =>
          [...recipe.from].every((stage) => above.from.has(stage)) &&
          implies(recipe.condition.whole.text, above.condition.whole.text) &&
          gates.every(({ stops }) => !stops.has(above.to) || stops.has(recipe.to)),
      );
    if (first === undefined) continue;
    report(
      placeOf(recipe),
      `"${recipe.name}" never gets its turn: "${first.name}" above holds whenever it does`,
      'Put it above, or ask for something else.',
      'value',
      'shadowed-rule',
    );
  }
}

/** Tells of stages that nobody can get into, and of recipes that begin in such. */
export function checkReachable(
  { stages, start, moves }: QualificationRules,
  recipes: readonly Recipe[],
  placeOf: PlaceOf,
  report: Report,
): void {
  const steps = [
    ...recipes.map(({ from, to }) => ({ from: [...from], to: [to] })),
    ...moves.map(({ from, to }) => ({ from, to })),
  ];
  const reached = new Set([start]);
  for (let size = 0; size < reached.size;) {
    size = reached.size;
    for (const { from, to } of steps)
      if (from.some((stage) => reached.has(stage))) to.forEach((stage) => reached.add(stage));
  }
  for (const [index, stage] of stages.entries()) {
    if (reached.has(stage)) continue;
    report(
      ['stages', index],
      `nobody can get into the stage "${stage}"`,
      'Add a recipe or a move that leads there, or remove it.',
      'value',
      'unreachable-stage',
    );
  }
  for (const recipe of recipes) {
    if ([...recipe.from].some((stage) => reached.has(stage))) continue;
    const from = [...recipe.from].join(', ');
    report(
      placeOf(recipe),
      `"${recipe.name}" never gets its turn: nobody can get into ${from}`,
      'Add a way into the stage, or remove the recipe.',
      'value',
      'dead-rule',
    );
  }
}
