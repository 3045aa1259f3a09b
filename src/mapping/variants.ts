import type { FieldMapping, Mapping } from './mapping.ts';
import { inputsOf, type FieldValues } from './scope.ts';

/** The mapping as it is for one entity: every row with its first variant whose condition is known to hold. */
export function withVariants(mapping: Mapping, values: FieldValues): Mapping {
  if (mapping.fields.every(({ variants }) => variants.length === 0)) return mapping;
  const inputs = inputsOf(values);
  const fields = mapping.fields.map((field): FieldMapping => {
    const chosen = field.variants.find(({ when }) => {
      const outcome = when.evaluate(inputs);
      return outcome.kind === 'known' && outcome.value === true;
    });
    if (chosen === undefined) return field;
    const { authority, direction, nulls } = chosen;
    return { ...field, authority, direction, nulls };
  });
  return { ...mapping, fields };
}
