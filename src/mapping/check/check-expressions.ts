import type { SystemName } from '../../domain/record.ts';
import type { FieldOption, FieldType } from '../../domain/schema.ts';
import { compileExpression } from '../../expression/compile.ts';
import type { Expression } from '../../expression/expression.ts';
import type { ExpressionSchema } from '../../expression/types.ts';
import type { LiveSystem } from './live-system.ts';
import type { FieldMapping } from '../mapping.ts';
import type { ParsedMapping } from '../parse.ts';
import { makeProblem, type Path, type Problem } from '../problem.ts';

/** Compares what expressions say of options with the options that the live systems have: one that there is not is never met. */
export function checkExpressions(
  { mapping, file, locate }: ParsedMapping,
  live: ReadonlyMap<SystemName, LiveSystem>,
): readonly Problem[] {
  const schema: ExpressionSchema = new Map(
    mapping.fields.map((field) => [field.name, { type: field.type, options: optionsOf(field, live) }]),
  );
  const check = ({ text }: Expression, expect: FieldType, path: Path): readonly Problem[] => {
    const compiled = compileExpression(text, schema, { expect });
    if (compiled.kind === 'ok') return [];
    return compiled.problems.map(({ cause, fix, offset }) =>
      makeProblem({
        code: 'wrong-expression',
        file,
        ...locate(path, offset),
        path: path.join('.'),
        cause,
        fix,
      }),
    );
  };
  const scopes = [...mapping.scope].map(([system, scope]) =>
    check(scope, 'boolean', ['scope', `to ${system}`]),
  );
  const values = mapping.fields.flatMap((field) =>
    [...field.columns].flatMap(([system, columns]) => {
      const above = ['fields', field.name, system];
      // One expression may stand for several objects, then without a key of theirs.
      const seen = new Map<Expression, Path>();
      for (const [object, { value }] of columns) {
        if (value === null || seen.has(value)) continue;
        const own = [...above, object, 'value'];
        seen.set(value, isThere(own, above, locate) ? own : [...above, 'value']);
      }
      return [...seen].map(([value, path]) => check(value, field.type, path));
    }),
  );
  const variants = mapping.fields.flatMap(({ name, variants: all }) =>
    all.map(({ when }, index) => check(when, 'boolean', ['fields', name, 'variants', index, 'when'])),
  );
  return [...scopes, ...values, ...variants].flat();
}

/** A path that is not in the file leads to the nearest above. */
function isThere(path: Path, above: Path, locate: ParsedMapping['locate']): boolean {
  const [at, start] = [locate(path, 'value'), locate(above, 'value')];
  return at.line !== start.line || at.column !== start.column;
}

/** The options of a field in every system; none when a system takes any value, or says its own in other words. */
function optionsOf(field: FieldMapping, live: ReadonlyMap<SystemName, LiveSystem>): readonly FieldOption[] {
  if (field.type !== 'option' && field.type !== 'options') return [];
  const options = new Map<string, FieldOption>();
  for (const [system, columns] of field.columns) {
    for (const [object, column] of columns) {
      const found = live.get(system)?.objects.get(object)?.fields.get(column.field);
      if (found === undefined || !found.restricted || column.read.length > 0) return [];
      for (const option of found.options) if (!options.has(option.value)) options.set(option.value, option);
    }
  }
  return [...options.values()];
}
