import type { SystemName } from '../domain/record.ts';
import type { ClaimedEntity } from '../ledger/claim-entities.ts';
import { toCanonical, type Reading } from '../mapping/canonical.ts';
import type { FieldMapping, Mapping } from '../mapping/mapping.ts';
import type { FieldValues } from '../mapping/scope.ts';
import type { Verdict } from '../merge/merge.ts';
import type { Side } from '../merge/sides.ts';
import { withComputed } from './compute.ts';
import { valuesOf } from './field-values.ts';
import { mergeByVariants } from './merge-entity.ts';
import type { PlanContext } from './plan-context.ts';
import type { SideRecord } from './view.ts';

/** What is to be said of every field of one entity, and what it was said by. */
export interface Judged {
  /** With the mapping as it is for this entity. */
  readonly own: PlanContext;
  readonly readings: ReadonlyMap<SystemName, ReadonlyMap<string, Reading>>;
  readonly sidesByField: ReadonlyMap<string, readonly Side[]>;
  /** One for each field of the mapping, in its order. */
  readonly verdicts: readonly Verdict[];
  /** What each field is by the verdicts, computed ones left out. */
  readonly values: FieldValues;
}

/** Reads the entity's records, merges them field by field, and computes what is computed. Pure. */
export function judgeFields(
  { openConflicts }: Pick<ClaimedEntity, 'openConflicts'>,
  sides: ReadonlyMap<SystemName, SideRecord>,
  context: PlanContext,
): Judged {
  const { mapping } = context;
  const readings = new Map(
    [...sides].map(([system, side]) => [system, toCanonical(mapping, side.record, context.resolver)]),
  );
  const sidesByField = new Map(
    mapping.fields.map((field) => [field.name, sidesOfField(field, sides, readings, mapping)]),
  );
  const choices = new Map(
    openConflicts.flatMap(({ field, choice }) => (choice === null ? [] : [[field, choice] as const])),
  );
  const merged = mergeByVariants(mapping, sidesByField, context.writable, choices);
  const values = valuesOf(merged.verdicts);
  const own: PlanContext = { ...context, mapping: merged.mapping };
  return {
    own,
    readings,
    sidesByField,
    values,
    verdicts: withComputed(merged.verdicts, values, sides, readings, own),
  };
}

function sidesOfField(
  field: FieldMapping,
  sides: ReadonlyMap<SystemName, SideRecord>,
  readings: ReadonlyMap<SystemName, ReadonlyMap<string, Reading>>,
  { computed }: Mapping,
): readonly Side[] {
  return [...sides].map(([system, { link, record }]) => ({
    system,
    // What is computed is never a change made in the system that holds it.
    live: computed.has(field.name) ? null : (readings.get(system)?.get(field.name) ?? null),
    shadow: link.shadow?.[field.name],
    modifiedAt: record.modifiedAt,
  }));
}
