import type { Conflict } from '../domain/conflict.ts';
import type { Intent } from '../domain/plan.ts';
import type { SystemName } from '../domain/record.ts';
import { sameValue, type Fields, type Value } from '../domain/value.ts';
import { isInScope, type FieldValues } from '../mapping/scope.ts';
import type { Mapping } from '../mapping/mapping.ts';
import type { Verdict } from '../merge/merge.ts';

/** The systems that this entity may not be written in now. */
export const closedSystems = (mapping: Mapping, values: FieldValues): ReadonlySet<SystemName> =>
  new Set([...mapping.scope.keys()].filter((system) => !isInScope(mapping, system, values)));

/** The fields that a system out of scope is kept from: what it would be written, and does not say already. */
export function withheldFields(
  verdicts: readonly Verdict[],
  closed: ReadonlySet<SystemName>,
  landed: ReadonlyMap<SystemName, Fields>,
): ReadonlySet<string> {
  return new Set(
    verdicts
      .filter(({ field, writes }) =>
        writes.some((system) => closed.has(system) && !(field in (landed.get(system) ?? {}))),
      )
      .map(({ field }) => field),
  );
}

/**
 * An intent whose receipt agrees nothing on withheld fields: were the value taken for agreed, nobody would seem to have
 * changed it when the record comes into scope, and it would never arrive. So the record written here still counts as
 * changed. Sources that are never written need not: the record written here speaks for them, if its shadow says
 * something else.
 */
export function withhold(
  intent: Intent,
  withheld: ReadonlySet<string>,
  shadow: Fields | null,
  isWritable: (system: SystemName) => boolean,
): Intent {
  if (withheld.size === 0) return intent;
  const settles: Record<string, Value> = {};
  const spokenFor = new Set<string>();
  for (const [field, value] of Object.entries(intent.settles)) {
    const before = shadow?.[field];
    if (!withheld.has(field)) settles[field] = value;
    else if (before === undefined) settles[field] = null;
    if (withheld.has(field) && !sameValue(before ?? null, value)) spokenFor.add(field);
  }
  const sources = intent.sources.map(({ ref, fields }) => ({
    ref,
    fields: Object.fromEntries(
      Object.entries(fields).filter(
        ([field]) => !withheld.has(field) || (!isWritable(ref.system) && spokenFor.has(field)),
      ),
    ),
  }));
  return { ...intent, settles, sources: sources.filter(({ fields }) => Object.keys(fields).length > 0) };
}

/** A conflict as far as it has been carried out: what a system out of scope says is not overwritten, so it has not lost yet. */
export function asFarAsOpen(conflict: Conflict, closed: ReadonlySet<SystemName>): readonly Conflict[] {
  if (conflict.kind !== 'decided' || closed.size === 0) return [conflict];
  const losers = conflict.losers.filter(({ system }) => !closed.has(system));
  return losers.length === 0 ? [] : [{ ...conflict, losers }];
}
