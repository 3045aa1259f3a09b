import type { SystemName } from '../domain/record.ts';
import { isBlank, type Value } from '../domain/value.ts';
import { fromCanonical, toCanonical, type Reading, type Resolver } from './canonical.ts';
import { columnOf } from './fields.ts';
import type { FieldMapping, Mapping } from './mapping.ts';
import { inputsOf, type FieldValues } from './scope.ts';

/** What a computed field is to say in a record; `reads`: as it will read there once written, with what is cut or mapped. */
export type Computed =
  | { readonly kind: 'value'; readonly value: Value; readonly reads: Value }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** The system that a computed field is written in; null for every other field. */
export function computedFor(mapping: Mapping, field: FieldMapping): SystemName | null {
  return mapping.computed.has(field.name) && field.direction.kind === 'to' ? field.direction.system : null;
}

/**
 * Evaluates a computed field for a record of one object. No result is a blank, unless something could not be read: then
 * nothing is known. Null when the object does not have the field.
 */
export function compute(
  mapping: Mapping,
  field: FieldMapping,
  system: SystemName,
  object: string,
  values: FieldValues,
  resolve: Resolver,
): Computed | null {
  const expression = columnOf(field, system, object)?.value;
  if (expression === undefined || expression === null) return null;
  const outcome = expression.evaluate(inputsOf(values));
  if (outcome.kind === 'unknown' && outcome.because === 'not-read')
    return { kind: 'unreadable', reason: `${outcome.missing.join(', ')} could not be read` };
  const value = outcome.kind === 'known' ? outcome.value : null;
  if (isBlank(value)) return { kind: 'value', value: null, reads: null };
  const alone = { ...mapping, fields: [field] };
  const { fields } = fromCanonical(alone, system, object, new Map([[field.name, value]]), resolve, 'update');
  const record = { ref: { system, object, id: '' }, fields, externalKey: null, modifiedAt: null };
  const reading: Reading | undefined = toCanonical(alone, record, resolve).get(field.name);
  return { kind: 'value', value, reads: reading?.kind === 'value' ? reading.value : value };
}
