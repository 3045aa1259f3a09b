import type { SystemName } from '../domain/record.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { whyOutOfScope, type FieldValues } from '../mapping/scope.ts';

/** The systems that an entity is not written in because it is out of their scope, with the reason in plain words. */
export function explainScope(
  mapping: Mapping,
  values: FieldValues,
): readonly { readonly system: SystemName; readonly scope: string; readonly why: string }[] {
  return [...mapping.scope].flatMap(([system, { text }]) => {
    const why = whyOutOfScope(mapping, system, values);
    return why === null ? [] : [{ system, scope: text, why }];
  });
}
