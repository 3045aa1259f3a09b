import type { SystemName } from '../domain/record.ts';
import type { Mapping } from './mapping.ts';
import { inputsOf, type FieldValues } from './scope.ts';

/**
 * The object that is created in a system for an entity: the first whose condition is known to hold, or else the first of
 * the system's objects.
 */
export function objectToCreate(mapping: Mapping, system: SystemName, values: FieldValues): string {
  for (const [object, condition] of mapping.createAs.get(system) ?? []) {
    const outcome = condition.evaluate(inputsOf(values));
    if (outcome.kind === 'known' && outcome.value === true) return object;
  }
  const first = mapping.objects.get(system)?.[0];
  if (first === undefined) throw new Error(`the mapping names no object for ${system}`);
  return first;
}

/** Every object that may be created in a system, the usual one first. */
export const createdObjects = (mapping: Mapping, system: SystemName): readonly string[] => [
  ...new Set([
    ...(mapping.objects.get(system) ?? []).slice(0, 1),
    ...(mapping.createAs.get(system)?.keys() ?? []),
  ]),
];
