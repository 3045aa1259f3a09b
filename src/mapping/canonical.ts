import type { EntityId } from '../domain/entity.ts';
import type { Owner } from '../domain/owner.ts';
import type { RecordRef, SystemName, SystemRecord } from '../domain/record.ts';
import { isBlank, type Fields, type Value } from '../domain/value.ts';
import { coerce } from './coerce.ts';
import { columnOf } from './fields.ts';
import { WAIT, type Column, type FieldMapping, type Mapping } from './mapping.ts';
import { applyAll } from './transform.ts';

/** Looks up what a value means elsewhere. All answers are known before; null means there is none (yet). */
export interface Resolver {
  owner(system: SystemName, ownerId: string): Owner | null;
  /** Of who may own records of the object; by e-mail address, a queue by name. */
  ownerId(system: SystemName, object: string, name: string): string | null;
  entityOf(ref: RecordRef): EntityId | null;
  /** The entity's record in a system, if it is of one of the objects. */
  refOf(entity: EntityId, system: SystemName, objects: readonly string[]): RecordRef | null;
}

/** What an owner is called across systems: people by e-mail address, queues by name; null: by nothing. */
export function nameOfOwner({ kind, email, name }: Owner): string | null {
  if (kind === 'integration') return null;
  return kind === 'queue' ? name : email;
}

/** What a record says of a field. `unreadable` is never "blank" and never "no change". */
export type Reading =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'unreadable'; readonly reason: string };

/**
 * What a record says, under our own names. Only fields that have a column on the record's object; one that was not
 * among the fields read is unreadable.
 */
export function toCanonical(
  mapping: Mapping,
  record: SystemRecord,
  resolve: Resolver,
): ReadonlyMap<string, Reading> {
  const readings = new Map<string, Reading>();
  for (const field of mapping.fields) {
    const column = columnOf(field, record.ref.system, record.ref.object);
    if (column === null) continue;
    readings.set(field.name, readField(field, column, record, resolve));
  }
  return readings;
}

function readField(field: FieldMapping, column: Column, record: SystemRecord, resolve: Resolver): Reading {
  const { system } = record.ref;
  const raw = record.fields[column.field];
  if (raw === undefined) return { kind: 'unreadable', reason: `${column.field} was not read` };
  const transformed = applyAll(column.read, raw);
  const result = transformed.kind === 'value' ? coerce(field.type, transformed.value) : transformed;
  if (result.kind === 'failed') return { kind: 'unreadable', reason: `${column.field} ${result.reason}` };
  if (isBlank(result.value)) return { kind: 'value', value: null };
  if (field.type === 'owner') {
    const owner = resolve.owner(system, String(result.value));
    if (owner?.kind === 'integration') return { kind: 'value', value: null };
    const name = owner === null ? null : nameOfOwner(owner);
    return name === null
      ? { kind: 'unreadable', reason: `${column.field} is an owner without an e-mail address` }
      : { kind: 'value', value: name };
  }
  if (field.type === 'reference') {
    const id = String(result.value);
    const refs = column.targets.map((object) => ({ system, object, id }));
    const entity = refs.map((ref) => resolve.entityOf(ref)).find((found) => found !== null);
    return entity === undefined
      ? { kind: 'unreadable', reason: `${column.field} is a record that is not linked yet` }
      : { kind: 'value', value: entity };
  }
  return { kind: 'value', value: result.value };
}

/** A value that could not be said in the system's own terms, and so is left out of the write. */
export interface Skipped {
  /** Canonical name. */
  readonly name: string;
  readonly reason: string;
  /** The entity that has no record in the system yet. */
  readonly waitsFor?: EntityId;
}

/**
 * Values to write, under the system's own names. Fields without a column on the object are left out. A create takes the
 * column's `on-create` value for what is blank or not given, and leaves out the other blanks.
 */
export function fromCanonical(
  mapping: Mapping,
  system: SystemName,
  object: string,
  values: ReadonlyMap<string, Value>,
  resolve: Resolver,
  purpose: 'create' | 'update',
): { readonly fields: Fields; readonly skipped: readonly Skipped[] } {
  const fields: Record<string, Value> = {};
  const skipped: Skipped[] = [];
  for (const field of mapping.fields) {
    const column = columnOf(field, system, object);
    if (column === null) continue;
    const given = values.get(field.name);
    const isFilled = purpose === 'create' && isBlank(given) && column.onCreate !== WAIT;
    const value = isFilled ? column.onCreate : given;
    if (value === undefined || (purpose === 'create' && value === null)) continue;
    const written = writeField(field, column, { system, object }, value, resolve);
    if (written.kind === 'value') fields[column.field] = written.value;
    else skipped.push(written.skip);
  }
  return { fields, skipped };
}

/** Whether a record may not be created with these fields yet, as one that it waits for is not among them. */
export const mustWait = (mapping: Mapping, system: SystemName, object: string, fields: Fields): boolean =>
  mapping.fields.some((field) => {
    const column = columnOf(field, system, object);
    return column?.onCreate === WAIT && !(column.field in fields);
  });

type Written =
  { readonly kind: 'value'; readonly value: Value } | { readonly kind: 'skipped'; readonly skip: Skipped };

type Place = Pick<RecordRef, 'system' | 'object'>;

function writeField(
  field: FieldMapping,
  column: Column,
  { system, object }: Place,
  value: Value,
  resolve: Resolver,
): Written {
  const { name } = field;
  const skip = (reason: string, waitsFor?: EntityId): Written => ({
    kind: 'skipped',
    skip: waitsFor === undefined ? { name, reason } : { name, reason, waitsFor },
  });
  const own = inSystemTerms(field, column, { system, object }, value, resolve);
  if (own === null) {
    return field.type === 'owner'
      ? skip(
          `${system} has no active user with the owner's e-mail address and no queue of that name that may own a ${object}`,
        )
      : skip(`the ${field.entity ?? 'record'} has no record in ${system} yet`, String(value));
  }
  const result = applyAll(column.write, own.value);
  return result.kind === 'failed' ? skip(`${column.field} ${result.reason}`) : result;
}

/** Owners and references by the system's own ids; null when the system has none. */
function inSystemTerms(
  field: FieldMapping,
  column: Column,
  { system, object }: Place,
  value: Value,
  resolve: Resolver,
): { readonly value: Value } | null {
  if (typeof value !== 'string') return { value };
  if (field.type === 'owner') {
    const id = resolve.ownerId(system, object, value);
    return id === null ? null : { value: id };
  }
  if (field.type === 'reference') {
    const ref = resolve.refOf(value, system, column.targets);
    return ref === null ? null : { value: ref.id };
  }
  return { value };
}
