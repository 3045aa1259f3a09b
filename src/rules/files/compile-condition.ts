import { clocksOf } from '../../expression/clocks.ts';
import { compileExpression } from '../../expression/compile.ts';
import type { Expression } from '../../expression/expression.ts';
import { splitCondition, type Joined } from '../../expression/split.ts';
import type { ExpressionSchema } from '../../expression/types.ts';
import type { Path, Report } from '../../mapping/problem.ts';
import { toldAlone, type Condition, type ConditionPart } from '../condition.ts';
import { DECAYING_FACTS, GROWING_FACTS } from '../facts.ts';

/** What the conditions of one part of a file may ask for. */
export interface Askable {
  readonly fields: ExpressionSchema;
  readonly activities: readonly string[];
  readonly intents?: readonly string[];
  /** Said with every problem: what is not there at all. */
  readonly hint?: string;
}

/** Null when it cannot be understood, or when it could not be foretold when time changes its answer. */
export function compileCondition(
  text: string,
  { fields, activities, intents, hint }: Askable,
  path: Path,
  report: Report,
): Condition | null {
  const options = { expect: 'boolean', activities, ...(intents === undefined ? {} : { intents }) } as const;
  const compiled = compileExpression(text, fields, options);
  if (compiled.kind === 'invalid') {
    for (const { cause, fix, offset } of compiled.problems) {
      report(path, cause, hint === undefined ? fix : `${fix} ${hint}`, offset);
    }
    return null;
  }
  const clocks = clocksOf(text, {
    ...options,
    schema: fields,
    growing: GROWING_FACTS,
    decaying: DECAYING_FACTS,
  });
  if (clocks.unclear !== null) {
    report(
      path,
      'it cannot be told beforehand when time changes this',
      'Compare in the forms "field < now - 30d", "daysInStage >= 14" or "score.engagement >= 40".',
      clocks.unclear,
    );
    return null;
  }
  const compilePart = (part: Joined): ConditionPart => {
    if (part.kind !== 'one') return { kind: part.kind, text: part.text, parts: part.parts.map(compilePart) };
    const { text: own } = part;
    return {
      kind: 'one',
      expression: partOf(own, fields, options),
      held: Object.freeze(toldAlone(own, 'held')),
      failed: Object.freeze(toldAlone(own, 'failed')),
    };
  };
  return { whole: compiled.expression, parts: compilePart(splitCondition(text)), clocks };
}

/** A part of an expression that compiles does so, too. */
function partOf(
  text: string,
  fields: ExpressionSchema,
  options: Parameters<typeof compileExpression>[2],
): Expression {
  const compiled = compileExpression(text, fields, options);
  if (compiled.kind === 'ok') return compiled.expression;
  throw new Error(`a part of a condition does not stand alone: ${text}`);
}
