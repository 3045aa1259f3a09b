import type { Ids } from '../domain/clock.ts';
import type { EntityId } from '../domain/entity.ts';
import type { Conflict, EntityPlan, Intent, Settlement, SystemFailure } from '../domain/plan.ts';
import type { RecordRef, SystemName } from '../domain/record.ts';
import { isBlank, sameValue, type Fields, type Value } from '../domain/value.ts';
import { fromCanonical, toCanonical, type Reading, type Resolver } from '../mapping/canonical.ts';
import type { FieldMapping, Mapping } from '../mapping/mapping.ts';
import { mergeEntity, type Side, type Verdict } from '../merge/merge.ts';
import { manualConflict, unreadableFailures } from './failures.ts';
import { linkChanges } from './mend.ts';
import { matchSystems } from './match.ts';
import { sameFields } from './same-fields.ts';
import { sidesOf, type EntityView, type SideRecord } from './view.ts';

export interface PlanContext {
  readonly mapping: Mapping;
  readonly resolver: Resolver;
  readonly writable: (system: SystemName) => boolean;
  readonly ids: Ids;
}

/**
 * Decides what should happen to one entity, from what its records hold now and what was last agreed. Pure.
 *
 * Links come first: while they change, no field is compared. Then the record each system lacks, then every field.
 */
export function planEntity(view: EntityView, context: PlanContext): EntityPlan {
  const { claimed } = view;
  const unreadable = unreadableFailures(view);
  const seen = [...view.snapshots.values()].flatMap((snapshot) =>
    snapshot.kind === 'present' ? [snapshot.record] : [],
  );
  const empty: EntityPlan = {
    entity: claimed.id,
    seen,
    links: [],
    settled: [],
    decided: false,
    intents: [],
    stillParked: [],
    conflicts: [],
    failures: unreadable,
    healthy: [],
    probed: view.probed,
    waitsFor: [],
    next: unreadable.length > 0 ? 'later' : 'done',
  };
  const mends = linkChanges(view);
  if (mends.length > 0) return { ...empty, links: mends, next: 'again' };
  // A primary record that can not be read says nothing, so nothing is decided.
  if (unreadable.length > 0) return empty;

  const sides = sidesOf(view);
  if (sides.size === 0) return empty;
  const matching = matchSystems(view, context.mapping, context.writable);
  if (matching.links.length > 0) return { ...empty, links: matching.links, next: 'again' };

  return { ...empty, ...planFields(view, sides, matching, context) };
}

interface Matched {
  readonly create: readonly SystemName[];
  readonly failures: readonly SystemFailure[];
  readonly undecided: boolean;
}

type FieldsPlan = Omit<EntityPlan, 'entity' | 'seen' | 'links' | 'probed'>;

function planFields(
  view: EntityView,
  sides: ReadonlyMap<SystemName, SideRecord>,
  matching: Matched,
  context: PlanContext,
): FieldsPlan {
  const { claimed } = view;
  const { mapping } = context;
  const readings = new Map(
    [...sides].map(([system, side]) => [system, toCanonical(mapping, side.record, context.resolver)]),
  );
  const sidesByField = new Map(
    mapping.fields.map((field) => [field.name, sidesOfField(field, sides, readings)]),
  );
  const verdicts = mergeEntity(mapping, sidesByField, context.writable);
  const waitsFor = new Set<EntityId>();

  const planned: { readonly intent: Intent; readonly system: SystemName }[] = [];
  const landed = new Map<SystemName, Fields>();
  for (const [system, side] of sides) {
    const update = planUpdate(system, side, verdicts, sides, readings, context);
    update.waitsFor.forEach((entity) => waitsFor.add(entity));
    landed.set(system, update.alreadyThere);
    if (update.intent !== null) planned.push({ intent: update.intent, system });
  }
  // While a record is still to be made, only its receipt says what is agreed.
  const settled = matching.create.length > 0 ? [] : settlements(sides, verdicts, readings, landed);
  for (const system of matching.create) {
    const create = planCreate(claimed.id, system, verdicts, sides, readings, context);
    create.waitsFor.forEach((entity) => waitsFor.add(entity));
    planned.push({ intent: create.intent, system });
  }

  // The same write that is parked already would only fail again: it waits for a person, or for another change.
  const stillParked = claimed.parked.filter((parked) =>
    planned.some(
      ({ intent, system }) => system === parked.system && sameFields(intent.write.fields, parked.fields),
    ),
  );
  const isParked = (item: { readonly intent: Intent; readonly system: SystemName }): boolean =>
    stillParked.some(
      (parked) => parked.system === item.system && sameFields(item.intent.write.fields, parked.fields),
    );
  const intents = planned.filter((item) => !isParked(item)).map((item) => item.intent);

  const troubled = new Set([
    ...planned.map((item) => item.system),
    ...matching.failures.map((item) => item.system),
  ]);
  const manual = verdicts.flatMap((verdict) => manualConflict(verdict));
  return {
    settled: settled.filter((settlement) => Object.keys(settlement.fields).length > 0),
    decided: true,
    intents,
    stillParked: stillParked.map((parked) => parked.id),
    conflicts: verdicts.flatMap(conflictOf),
    failures: [...matching.failures, ...manual],
    healthy: [...sides.keys()].filter(
      (system) => !troubled.has(system) && !manual.some((item) => item.system === system),
    ),
    waitsFor: [...waitsFor],
    next: matching.undecided ? 'later' : 'done',
  };
}

function sidesOfField(
  field: FieldMapping,
  sides: ReadonlyMap<SystemName, SideRecord>,
  readings: ReadonlyMap<SystemName, ReadonlyMap<string, Reading>>,
): readonly Side[] {
  return [...sides].map(([system, { link, record }]) => ({
    system,
    live: readings.get(system)?.get(field.name) ?? null,
    shadow: link.shadow?.[field.name],
    modifiedAt: record.modifiedAt,
  }));
}

/** What is agreed without a write: where a verdict asks for none, or all it asks for is there already. */
function settlements(
  sides: ReadonlyMap<SystemName, SideRecord>,
  verdicts: readonly Verdict[],
  readings: ReadonlyMap<SystemName, ReadonlyMap<string, Reading>>,
  landed: ReadonlyMap<SystemName, Fields>,
): readonly Settlement[] {
  const hasLanded = (system: SystemName, field: string): boolean => field in (landed.get(system) ?? {});
  return [...sides].map(([system, { link }]) => {
    const fields: Record<string, Value> = { ...landed.get(system) };
    for (const verdict of verdicts) {
      const { field } = verdict;
      if (!verdict.agreed.includes(system) || !verdict.writes.every((target) => hasLanded(target, field)))
        continue;
      const reading = readings.get(system)?.get(field);
      if (reading?.kind !== 'value') continue;
      const shadow = link.shadow?.[field];
      if (shadow === undefined || !sameValue(shadow, reading.value)) fields[field] = reading.value;
    }
    return { ref: link.ref, fields };
  });
}

function planUpdate(
  system: SystemName,
  side: SideRecord,
  verdicts: readonly Verdict[],
  sides: ReadonlyMap<SystemName, SideRecord>,
  readings: ReadonlyMap<SystemName, ReadonlyMap<string, Reading>>,
  context: PlanContext,
): { readonly intent: Intent | null; readonly alreadyThere: Fields; readonly waitsFor: readonly EntityId[] } {
  const { mapping, resolver } = context;
  const { ref } = side.link;
  const wanted = new Map<string, Value>();
  for (const verdict of verdicts) {
    if (verdict.writes.includes(system) && verdict.value !== undefined)
      wanted.set(verdict.field, verdict.value);
  }
  const rendered = fromCanonical(mapping, system, ref.object, wanted, resolver, 'update');
  const changed: Record<string, Value> = {};
  const same: Record<string, Value> = {};
  for (const [name, value] of Object.entries(rendered.fields)) {
    const live = side.record.fields[name];
    if (live !== undefined && sameValue(live, value)) same[name] = value;
    else changed[name] = value;
  }
  const read = (fields: Fields): Fields => readBack(mapping, { ref, fields }, wanted, resolver);
  const waitsFor = rendered.skipped.flatMap((skip) => (skip.waitsFor === undefined ? [] : [skip.waitsFor]));
  const alreadyThere = read(same);
  if (Object.keys(changed).length === 0) {
    return { intent: null, alreadyThere: { ...alreadyThere }, waitsFor };
  }
  const settles = read(changed);
  return {
    intent: {
      id: context.ids.next(),
      write: { kind: 'update', ref, fields: changed },
      settles,
      sources: sourcesOf(Object.keys(settles), verdicts, sides, readings),
    },
    alreadyThere,
    waitsFor,
  };
}

function planCreate(
  entity: EntityId,
  system: SystemName,
  verdicts: readonly Verdict[],
  sides: ReadonlyMap<SystemName, SideRecord>,
  readings: ReadonlyMap<SystemName, ReadonlyMap<string, Reading>>,
  context: PlanContext,
): { readonly intent: Intent; readonly waitsFor: readonly EntityId[] } {
  const { mapping, resolver } = context;
  const object = mapping.objects.get(system)?.[0];
  if (object === undefined) throw new Error(`the mapping names no object for ${system}`);
  const wanted = new Map<string, Value>();
  for (const [index, verdict] of verdicts.entries()) {
    const field = mapping.fields[index];
    if (field === undefined || (field.direction.kind === 'to' && field.direction.system !== system)) continue;
    const value = verdict.value ?? liveValue(verdict.field, readings);
    if (!isBlank(value)) wanted.set(verdict.field, value);
  }
  const { fields, skipped } = fromCanonical(mapping, system, object, wanted, resolver, 'create');
  const written = readBack(mapping, { ref: { system, object, id: '' }, fields }, null, resolver);
  // What is not written begins blank there: a default that the system fills in is then its own change.
  const blank = mapping.fields
    .filter((field) => field.columns.get(system)?.has(object) === true)
    .map((field) => [field.name, null] as const);
  return {
    intent: {
      id: context.ids.next(),
      write: { kind: 'create', system, object, key: entity, fields },
      settles: { ...Object.fromEntries(blank), ...written },
      sources: sourcesOf(Object.keys(written), verdicts, sides, readings),
    },
    waitsFor: skipped.flatMap((skip) => (skip.waitsFor === undefined ? [] : [skip.waitsFor])),
  };
}

/** The value any side holds where no verdict names one (nothing changed, or the field may not flow). */
function liveValue(
  field: string,
  readings: ReadonlyMap<SystemName, ReadonlyMap<string, Reading>>,
): Value | undefined {
  for (const reading of readings.values()) {
    const value = reading.get(field);
    if (value?.kind === 'value' && !isBlank(value.value)) return value.value;
  }
  return undefined;
}

/** What the target will say of the written fields: a lossy value map or a cut text reads back as what was kept. */
function readBack(
  mapping: Mapping,
  written: { readonly ref: RecordRef; readonly fields: Fields },
  wanted: ReadonlyMap<string, Value> | null,
  resolver: Resolver,
): Fields {
  const record = { ref: written.ref, fields: written.fields, externalKey: null, modifiedAt: null };
  const fields: Record<string, Value> = {};
  for (const [name, reading] of toCanonical(mapping, record, resolver)) {
    if (reading.kind === 'value' && (wanted === null || wanted.has(name))) fields[name] = reading.value;
  }
  return fields;
}

/** What a receipt for these fields says of the records they came from. */
function sourcesOf(
  names: readonly string[],
  verdicts: readonly Verdict[],
  sides: ReadonlyMap<SystemName, SideRecord>,
  readings: ReadonlyMap<SystemName, ReadonlyMap<string, Reading>>,
): readonly Settlement[] {
  const verdictOf = new Map(verdicts.map((verdict) => [verdict.field, verdict]));
  return [...sides].flatMap(([system, side]) => {
    const fields: Record<string, Value> = {};
    for (const name of names) {
      const reading = readings.get(system)?.get(name);
      const verdict = verdictOf.get(name);
      if (reading?.kind !== 'value' || verdict === undefined || verdict.writes.includes(system)) continue;
      fields[name] = reading.value;
    }
    return Object.keys(fields).length === 0 ? [] : [{ ref: side.link.ref, fields }];
  });
}

function conflictOf(verdict: Verdict): readonly Conflict[] {
  if (verdict.kind !== 'conflict') return [];
  return [
    {
      field: verdict.field,
      winner: verdict.winner,
      value: verdict.value,
      losers: verdict.losers,
      reason: verdict.reason,
    },
  ];
}
