import { isBlank, type Value } from '../domain/value.ts';
import type { Link } from '../ledger/claim-entities.ts';
import type { Mapping } from '../mapping/mapping.ts';
import type { FieldValues } from '../mapping/scope.ts';
import type { Verdict } from '../merge/merge.ts';

/** What the merge says every field is. What could not be read, or is left to a person, is not known; an opt-out stands meanwhile. */
export const valuesOf = (verdicts: readonly Verdict[]): FieldValues =>
  new Map(
    verdicts.map((verdict) => [
      verdict.field,
      verdict.kind === 'unreadable' || verdict.kind === 'parked' ? verdict.value : (verdict.value ?? null),
    ]),
  );

/** What was last agreed on every field: what the merge would say if no record had changed. */
export function agreedValues(mapping: Mapping, links: readonly Link[]): FieldValues {
  const shadows = new Map(
    links.flatMap(({ primary, endedWhy, ref, shadow }) =>
      primary && endedWhy === null && shadow !== null ? [[ref.system, shadow] as const] : [],
    ),
  );
  return new Map(
    mapping.fields.map((field): [string, Value] => {
      const agreed = [...field.columns.keys()].map((system) => shadows.get(system)?.[field.name]);
      return [field.name, agreed.find((value) => !isBlank(value)) ?? null];
    }),
  );
}
