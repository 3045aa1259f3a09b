import type { SystemName } from '../domain/record.ts';
import type { Value } from '../domain/value.ts';
import type { Expression, Inputs } from '../expression/expression.ts';
import type { Mapping } from './mapping.ts';
import { tellFailure } from './tell-failure.ts';

/** What the fields of an entity are, by canonical name: null for a known blank, undefined for what could not be read. */
export type FieldValues = ReadonlyMap<string, Value | undefined>;

/** Whether an entity may be written in a system. Where that cannot be told, it may not: only a known yes is one. */
export function isInScope(mapping: Mapping, system: SystemName, values: FieldValues): boolean {
  const scope = mapping.scope.get(system);
  if (scope === undefined) return true;
  const outcome = scope.evaluate(inputsOf(values));
  return outcome.kind === 'known' && outcome.value === true;
}

/** Why an entity is not written in a system, in plain words; null when it is. */
export function whyOutOfScope(mapping: Mapping, system: SystemName, values: FieldValues): string | null {
  const scope: Expression | undefined = mapping.scope.get(system);
  return scope === undefined || isInScope(mapping, system, values)
    ? null
    : tellFailure(scope.text, scope.explain(inputsOf(values)));
}

/** Expressions of mappings do not depend on the time: they are refused when they do. */
const NO_TIME = new Date(0);

export const inputsOf = (values: FieldValues): Inputs => ({
  fields: (name) => values.get(name),
  now: NO_TIME,
});
