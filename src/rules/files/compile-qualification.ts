import { didYouMean } from '../../domain/suggest.ts';
import type { ExpressionSchema } from '../../expression/types.ts';
import type { Path, Report } from '../../mapping/problem.ts';
import { PERSON_FACTS, SCORE_FACTS, STAGE_FACTS, withFacts } from '../facts.ts';
import type { QualificationRules, Recipe } from '../rules.ts';
import { checkNeverHeld } from './check-conditions.ts';
import { checkReachable, checkShadowed } from './check-stages.ts';
import { compileCondition, type Askable } from './compile-condition.ts';
import { compileGate } from './compile-gate.ts';
import { reportTwice } from './compile-scoring.ts';
import type { QualificationDocument } from './qualification-document.ts';

/** What a qualification file stands beside. */
export interface Beside {
  readonly fields: ExpressionSchema;
  readonly activities: readonly string[];
  /** The names of the scoring file's intents; null: there is no scoring file. */
  readonly intents: readonly string[] | null;
}

/** What the qualification file means. What could not be understood is told, and left out. */
export function compileQualification(
  source: QualificationDocument,
  { fields, activities, intents }: Beside,
  report: Report,
): QualificationRules {
  const { stages } = source;
  for (const [index, stage] of stages.entries())
    if (stages.indexOf(stage) < index)
      report(['stages', index], `the stage "${stage}" is listed twice`, 'Keep it once.');

  const known = withFacts(fields, PERSON_FACTS);
  const scored = intents === null ? known : withFacts(known, SCORE_FACTS);
  const askable: Askable = {
    fields: withFacts(scored, STAGE_FACTS, { stage: stages }),
    activities,
    ...(intents === null
      ? { hint: 'There is no scoring.yaml: nobody has a score or an intent.' }
      : { intents }),
  };
  const unknown: string[] = [];
  const stagesAt = (written: string | readonly string[], path: Path): readonly string[] => {
    const names = typeof written === 'string' ? [written] : written;
    for (const [index, name] of names.entries()) {
      if (stages.includes(name)) continue;
      unknown.push(name);
      const place = typeof written === 'string' ? path : [...path, index];
      report(place, `there is no stage "${name}"`, didYouMean(name, stages, 'Add it to "stages".'));
    }
    return names;
  };

  const seen = new Set<string>();
  const recipes = source.recipes.flatMap(({ name, from, to, when }, index): readonly Recipe[] => {
    const path: Path = ['recipes', index];
    reportTwice(seen, name, path, 'recipe', report);
    const starts = new Set(stagesAt(from, [...path, 'from']));
    stagesAt(to, [...path, 'to']);
    if (starts.has(to))
      report([...path, 'to'], `"${name}" leads from ${to} to itself`, 'Leave the stage out of "from".');
    const condition = compileCondition(when, askable, [...path, 'when'], report);
    return condition === null ? [] : [{ name, from: starts, to, condition }];
  });
  const paths = source.paths ?? [];
  const gates = (source.gates ?? []).flatMap((gate, index) => {
    const path: Path = ['gates', index];
    reportTwice(seen, gate.name, path, 'gate', report);
    const stops = stagesAt(gate.stops, [...path, 'stops']);
    return compileGate(gate, stops, paths, askable, path, report) ?? [];
  });
  const cycle = source['new-cycle'];
  const rules: QualificationRules = {
    stages,
    start: stages[0] ?? '',
    newCycle: {
      from: new Set(cycle === undefined ? [] : stagesAt(cycle.from, ['new-cycle', 'from'])),
      to: new Set(cycle === undefined ? [] : stagesAt(cycle.to, ['new-cycle', 'to'])),
    },
    recipes,
    moves: (source.moves ?? []).map(({ from, to }, index) => ({
      from: stagesAt(from, ['moves', index, 'from']),
      to: stagesAt(to, ['moves', index, 'to']),
    })),
    gates,
    completeWith: (source['complete-with'] ?? []).filter((name, index) => {
      if (fields.has(name)) return true;
      const fix = didYouMean(
        name,
        fields.keys(),
        'Name a field of the person or, as company.name, of the company.',
      );
      report(['complete-with', index], `there is no field "${name}"`, fix);
      return false;
    }),
  };
  const placeOf = (recipe: Recipe): Path => [
    'recipes',
    source.recipes.findIndex(({ name }) => name === recipe.name),
    'when',
  ];
  const living = recipes.filter(
    (recipe) => !checkNeverHeld(recipe.condition, placeOf(recipe), 'dead-rule', report),
  );
  checkShadowed(living, rules.gates, placeOf, report);
  // What was not understood may be what leads there.
  if (recipes.length === source.recipes.length && unknown.length === 0)
    checkReachable(rules, living, placeOf, report);
  return rules;
}
