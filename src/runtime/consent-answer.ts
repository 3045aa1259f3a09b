import type { ConsentAnswer } from '../api/operations.ts';
import type { EntityHistory } from '../ledger/history.ts';
import { columnOf } from '../mapping/fields.ts';
import { isConsent, type Mapping } from '../mapping/mapping.ts';
import type { FieldValues } from '../mapping/scope.ts';

/** What is known of each opt-out: what every side says, and where and when the last word on it came from. */
export function consentAnswer(
  mapping: Mapping,
  values: FieldValues,
  { links, conflicts }: EntityHistory,
): readonly ConsentAnswer[] {
  const records = links.filter(({ primary, endedWhy }) => primary && endedWhy === null);
  return mapping.fields.filter(isConsent).map((field) => {
    const last = conflicts.find((conflict) => conflict.field === field.name);
    return {
      field: field.name,
      isOut: values.get(field.name) === true,
      sides: records.flatMap(({ system, object, lastSeen }) => {
        const column = columnOf(field, system, object);
        return column === null ? [] : [{ system, says: lastSeen?.[column.field] ?? null }];
      }),
      last: last === undefined ? null : { at: last.at, reason: last.reason, sides: last.sides },
    };
  });
}
