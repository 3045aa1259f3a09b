import type { SystemName } from '../domain/record.ts';
import { isBlank, type Value } from '../domain/value.ts';
import type { Reading, Resolver } from '../mapping/canonical.ts';
import { objectToCreate } from '../mapping/create-as.ts';
import { compute, computedFor, type Computed } from '../mapping/computed.ts';
import type { FieldMapping, Mapping } from '../mapping/mapping.ts';
import type { FieldValues } from '../mapping/scope.ts';
import type { Verdict } from '../merge/merge.ts';
import { same } from '../merge/same.ts';
import type { PlanContext } from './plan-context.ts';
import type { SideRecord } from './view.ts';

/**
 * The verdicts with those of computed fields. Such a field has one side, and what was last agreed with it is what was
 * last written there: it is written again when something else comes out now, whatever the record says meanwhile.
 */
export function withComputed(
  verdicts: readonly Verdict[],
  values: FieldValues,
  sides: ReadonlyMap<SystemName, SideRecord>,
  readings: ReadonlyMap<SystemName, ReadonlyMap<string, Reading>>,
  context: PlanContext,
): readonly Verdict[] {
  const { mapping, resolver } = context;
  if (mapping.computed.size === 0) return verdicts;
  return mapping.fields.map((field, index): Verdict => {
    const idle: Verdict = {
      ...(verdicts[index] ?? { field: field.name, writes: [], agreed: [], losers: [] }),
      kind: 'unchanged',
    };
    const system = computedFor(mapping, field);
    if (system === null) return verdicts[index] ?? idle;
    const side = sides.get(system);
    const object = side?.link.ref.object ?? objectToCreate(mapping, system, values);
    const computed = compute(mapping, field, system, object, values, resolver);
    if (computed === null) return idle;
    if (computed.kind === 'unreadable') return { ...idle, kind: 'unreadable', reason: computed.reason };
    const said: Verdict = { ...idle, value: computed.value };
    if (side === undefined || !context.writable(system)) return said;
    const live = readings.get(system)?.get(field.name);
    if (live?.kind !== 'value')
      return { ...idle, kind: 'unreadable', reason: `${system}: ${live?.reason ?? 'it was not read'}` };
    const shadow = side.link.shadow?.[field.name];
    if (!isOverdue(field, computed, shadow)) return said;
    if (field.authority.kind === 'fill-blank' && !isBlank(live.value)) return { ...said, agreed: [system] };
    const writes = [system];
    const isStray =
      !isBlank(live.value) &&
      !same(field.type, live.value, computed.reads, field.region) &&
      (shadow === undefined || !same(field.type, live.value, shadow, field.region));
    if (!isStray) return { ...said, writes, kind: isBlank(live.value) ? 'filled' : 'flow' };
    return {
      ...said,
      kind: 'conflict',
      value: computed.value,
      writes,
      losers: [{ system, value: live.value, base: shadow ?? null }],
      winner: [...sides.keys()].find((other) => other !== system) ?? system,
      reason: 'the field is computed',
    };
  });
}

/** Whether a record is to be written because something else comes out than what was last agreed with it. */
function isOverdue(field: FieldMapping, { value, reads }: Known, shadow: Value | undefined): boolean {
  const fillsOnly = field.authority.kind === 'fill-blank';
  if (fillsOnly && !isBlank(shadow)) return false;
  // A blank says nothing at the first meeting, and nothing where blanks keep values.
  if (value === null) return field.nulls === 'clear' && !fillsOnly && !isBlank(shadow);
  return shadow === undefined || !same(field.type, shadow, reads, field.region);
}

type Known = Extract<Computed, { readonly kind: 'value' }>;

/** Whether a computed field of one of these records would come out differently now. */
export function hasOverdue(
  mapping: Mapping,
  links: Iterable<SideRecord['link']>,
  values: FieldValues,
  resolver: Resolver,
): boolean {
  if (mapping.computed.size === 0) return false;
  return [...links].some(({ ref, shadow }) =>
    mapping.fields.some((field) => {
      if (computedFor(mapping, field) !== ref.system) return false;
      const computed = compute(mapping, field, ref.system, ref.object, values, resolver);
      return computed?.kind === 'value' && isOverdue(field, computed, shadow?.[field.name]);
    }),
  );
}
