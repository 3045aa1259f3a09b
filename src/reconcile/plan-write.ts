import type { EntityId } from '../domain/entity.ts';
import type { AwaitedRecord, Intent, Replaced, Settlement } from '../domain/plan.ts';
import type { RecordRef, SystemName } from '../domain/record.ts';
import { isBlank, sameValue, type Fields, type Value } from '../domain/value.ts';
import {
  fromCanonical,
  mustWait,
  toCanonical,
  type Reading,
  type Resolver,
  type Skipped,
} from '../mapping/canonical.ts';
import { receives } from '../mapping/direction.ts';
import { columnOf } from '../mapping/fields.ts';
import { objectToCreate } from '../mapping/create-as.ts';
import { isConsent, matchFields, type FieldMapping, type Mapping } from '../mapping/mapping.ts';
import type { FieldValues } from '../mapping/scope.ts';
import type { Verdict } from '../merge/merge.ts';
import { changesOf } from './changes-of.ts';
import type { PlanContext } from './plan-context.ts';
import type { SideRecord } from './view.ts';

/** The write that brings one record to what the verdicts say, or none when it says so already. */
export function planUpdate(
  system: SystemName,
  side: SideRecord,
  verdicts: readonly Verdict[],
  sides: ReadonlyMap<SystemName, SideRecord>,
  readings: ReadonlyMap<SystemName, ReadonlyMap<string, Reading>>,
  context: PlanContext,
): {
  readonly intent: Intent | null;
  readonly alreadyThere: Fields;
  readonly waitsFor: readonly AwaitedRecord[];
} {
  const { mapping, resolver } = context;
  const { ref } = side.link;
  const wanted = new Map<string, Value>();
  for (const verdict of verdicts) {
    if (verdict.writes.includes(system) && verdict.value !== undefined)
      wanted.set(verdict.field, verdict.value);
  }
  if (wanted.size === 0) return { intent: null, alreadyThere: {}, waitsFor: [] };
  const rendered = fromCanonical(mapping, system, ref.object, wanted, resolver, 'update');
  const changed: Record<string, Value> = {};
  const same: Record<string, Value> = {};
  for (const [name, value] of Object.entries(rendered.fields)) {
    const live = side.record.fields[name];
    if (live !== undefined && sameValue(live, value)) same[name] = value;
    else changed[name] = value;
  }
  const read = (fields: Fields): Fields => readBack(mapping, { ref, fields }, wanted, resolver);
  const waitsFor = awaited(mapping, system, ref.object, rendered.skipped);
  const alreadyThere = read(same);
  if (Object.keys(changed).length === 0) {
    return { intent: null, alreadyThere: { ...alreadyThere }, waitsFor };
  }
  const settles = read(changed);
  const sources = sourcesOf(Object.keys(settles), verdicts, sides, readings);
  return {
    intent: {
      id: context.ids.next(),
      write: { kind: 'update', ref, fields: changed },
      settles,
      sources,
      replaces: replacedBy(changed, settles, sources, side),
      changes: changesOf(mapping, settles, readings.get(system)),
    },
    alreadyThere,
    waitsFor,
  };
}

/** What the write takes the place of, and which records hold the values that come instead. */
function replacedBy(
  changed: Fields,
  settles: Fields,
  sources: readonly Settlement[],
  { record }: SideRecord,
): Replaced {
  const before = Object.keys(changed).flatMap((name) => {
    const live = record.fields[name];
    return live === undefined ? [] : [[name, live] as const];
  });
  const holders = sources.filter(({ fields }) =>
    Object.entries(fields).some(([name, value]) => {
      const written = settles[name];
      return written !== undefined && sameValue(value, written);
    }),
  );
  // A value that was cut or mapped on its way is held by nobody as it was written.
  const origins = holders.length === 0 ? sources : holders;
  return { before: Object.fromEntries(before), origins: origins.map(({ ref }) => ref) };
}

/** The write that makes the record a system lacks; none while something that it waits for can not be said. */
export function planCreate(
  entity: EntityId,
  system: SystemName,
  verdicts: readonly Verdict[],
  sides: ReadonlyMap<SystemName, SideRecord>,
  readings: ReadonlyMap<SystemName, ReadonlyMap<string, Reading>>,
  values: FieldValues,
  context: PlanContext,
): { readonly intent: Intent | null; readonly waitsFor: readonly AwaitedRecord[] } {
  const { mapping, resolver } = context;
  const object = objectToCreate(mapping, system, values);
  const wanted = new Map<string, Value>();
  for (const [index, verdict] of verdicts.entries()) {
    const field = mapping.fields[index];
    if (field === undefined || !receives(field.direction, system)) continue;
    const value = valueFor(field, verdict, readings);
    // Nobody is opted in by being made.
    if (isConsent(field) && value !== true) continue;
    if (!isBlank(value)) wanted.set(verdict.field, value);
  }
  const { fields, skipped } = fromCanonical(mapping, system, object, wanted, resolver, 'create');
  const waitsFor = awaited(mapping, system, object, skipped);
  if (mustWait(mapping, system, object, fields) || isOpenWhich(mapping, skipped))
    return { intent: null, waitsFor };
  const written = readBack(mapping, { ref: { system, object, id: '' }, fields }, null, resolver);
  // What is not written begins blank there: a default that the system fills in is then its own change.
  const sources = sourcesOf(Object.keys(written), verdicts, sides, readings);
  const blank = mapping.fields
    .filter((field) => field.columns.get(system)?.has(object) === true)
    .map((field) => [field.name, null] as const);
  return {
    intent: {
      id: context.ids.next(),
      write: { kind: 'create', system, object, key: entity, fields },
      settles: { ...Object.fromEntries(blank), ...written },
      sources,
      replaces: { before: {}, origins: sources.map(({ ref }) => ref) },
      changes: { create: {} },
      ...(hasReferences(mapping, wanted, skipped) ? { lookAfter: true } : {}),
    },
    waitsFor,
  };
}

const hasReferences = (
  { fields }: Mapping,
  wanted: ReadonlyMap<string, Value>,
  skipped: readonly Skipped[],
): boolean =>
  fields.some(
    ({ name, type }) =>
      type === 'reference' && wanted.has(name) && !skipped.some((skip) => skip.name === name),
  );

/** Whether a reference that tells which record is which points at what is not there yet: till then its twin cannot be found. */
const isOpenWhich = ({ matchBy }: Mapping, skipped: readonly Skipped[]): boolean =>
  skipped.some(
    ({ name, waitsFor }) =>
      waitsFor !== undefined && matchBy.some((match) => matchFields(match).includes(name)),
  );

/** The records that references left out of a write are waiting for. */
function awaited(
  mapping: Mapping,
  system: SystemName,
  object: string,
  skipped: readonly Skipped[],
): readonly AwaitedRecord[] {
  return skipped.flatMap(({ name, waitsFor }) => {
    const field = mapping.fields.find((candidate) => candidate.name === name);
    const targets = field === undefined ? [] : (columnOf(field, system, object)?.targets ?? []);
    return waitsFor === undefined
      ? []
      : targets.map((target) => ({ entity: waitsFor, system, object: target }));
  });
}

/**
 * What a new record is given: the value that any side holds where no verdict names one (nothing changed, or the field may
 * not flow), and with direction `from X` what X says, whatever stands elsewhere.
 */
function valueFor(
  { name, direction }: FieldMapping,
  verdict: Verdict,
  readings: ReadonlyMap<SystemName, ReadonlyMap<string, Reading>>,
): Value | undefined {
  if (direction.kind !== 'from' && verdict.value !== undefined) return verdict.value;
  for (const [system, reading] of readings) {
    const value = reading.get(name);
    const isHeard = direction.kind !== 'from' || direction.system === system;
    if (isHeard && value?.kind === 'value' && !isBlank(value.value)) return value.value;
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
