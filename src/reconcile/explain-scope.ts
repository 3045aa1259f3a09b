import type { SystemName } from '../domain/record.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { isHistory } from '../mapping/history.ts';
import { whyOutOfScope, type FieldValues } from '../mapping/scope.ts';

export interface Kept {
  readonly system: SystemName;
  readonly scope: string;
  readonly why: string;
}

/** The systems that an entity is not written in because it is out of their scope, with the reason in plain words. */
export function explainScope(mapping: Mapping, values: FieldValues): readonly Kept[] {
  return [...mapping.scope].flatMap(([system, { text }]) => {
    const why = whyOutOfScope(mapping, system, values);
    return why === null ? [] : [{ system, scope: text, why }];
  });
}

/** The systems that get no record of an entity because it is too old for that. */
export function explainHistory(
  mapping: Mapping,
  values: FieldValues,
  present: ReadonlySet<SystemName>,
  now: Date,
): readonly Kept[] {
  const { history } = mapping;
  if (history === null || !isHistory(mapping, values, now)) return [];
  return [...mapping.createIn]
    .filter((system) => !present.has(system))
    .map((system) => ({
      system,
      scope: `history: ${history.days} days`,
      why: `${history.field} is ${String(values.get(history.field))}, which is more than ${history.days} days ago`,
    }));
}
