import type { RecordRef, SystemRecord } from '../../src/domain/record.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import type { ObjectSchema } from '../../src/domain/schema.ts';
import type { Value } from '../../src/domain/value.ts';
import { decode } from './codec.ts';
import { associatedObject, EXTERNAL_KEY, MERGED_IDS, SYSTEM } from './objects.ts';
import type { WireRecord } from './wire.ts';

export const refTo = (object: string, id: string): RecordRef => ({ system: SYSTEM, object, id });

/** What to ask for, so that {@link toRecord} and {@link mergedInto} have what they need. Unknown names do no harm. */
export const propertiesFor = (fields: readonly string[]): readonly string[] => [
  ...new Set([
    ...fields.filter((field) => associatedObject(field) === null),
    EXTERNAL_KEY,
    MERGED_IDS,
    'hs_object_id',
  ]),
];

export function toRecord(wire: WireRecord, fields: readonly string[], schema: ObjectSchema): SystemRecord {
  const entries = [...new Set(fields)].flatMap((name): [string, Value][] => {
    const raw = wire.properties[name];
    const field = schema.fields.get(name);
    if (raw === undefined || field === undefined) return [];
    const value = decode(raw, field.type);
    return value === undefined ? [] : [[name, value]];
  });
  return {
    ref: refTo(schema.object, wire.id),
    fields: Object.fromEntries(entries),
    externalKey: wire.properties[EXTERNAL_KEY] || null,
    modifiedAt: wire.updatedAt === undefined ? null : new Date(wire.updatedAt),
  };
}

export const toSnapshot = (wire: WireRecord, fields: readonly string[], schema: ObjectSchema): Snapshot =>
  wire.archived === true
    ? { kind: 'deleted', ref: refTo(schema.object, wire.id) }
    : { kind: 'present', record: toRecord(wire, fields, schema) };

/** The ids that lead to this record since they were merged into it. */
export const mergedInto = (wire: WireRecord): readonly string[] =>
  (wire.properties[MERGED_IDS] ?? '').split(';').filter((id) => id !== '' && id !== wire.id);

export const moved = (object: string, from: string, to: string): Snapshot => ({
  kind: 'moved',
  ref: refTo(object, from),
  to: refTo(object, to),
  why: 'merged',
});
