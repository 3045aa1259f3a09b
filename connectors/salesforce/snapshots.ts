import type { RecordRef, SystemRecord } from '../../src/domain/record.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import type { FieldSchema, ObjectSchema } from '../../src/domain/schema.ts';
import type { Value } from '../../src/domain/value.ts';
import { decodeField, isoDatetime } from './codec.ts';
import { fullId } from './ids.ts';
import type { Row } from './query.ts';
import { EXTERNAL_KEY, SYSTEM } from './versions.ts';

export const refOf = (object: string, id: string): RecordRef => ({ system: SYSTEM, object, id: fullId(id) });

/** What to ask the vendor for so that a row tells everything a snapshot needs. */
export interface Selection {
  readonly object: string;
  /** The asked fields the integration user can read. */
  readonly fields: readonly FieldSchema[];
  /** Those and the ones we always need: key, timestamp, conversion. */
  readonly columns: readonly string[];
}

/** Needed on every object; the conversion fields exist on Lead alone. */
const ALWAYS = ['Id', 'SystemModstamp', EXTERNAL_KEY, 'IsConverted', 'ConvertedContactId'];

/** Asked fields that the org does not show are left out: in the answer they are "not read". */
export function selection(schema: ObjectSchema, asked: readonly string[]): Selection {
  const fields = [...new Set(asked)].flatMap((name) => schema.fields.get(name) ?? []);
  const always = ALWAYS.filter((name) => schema.fields.has(name));
  return {
    object: schema.object,
    fields,
    columns: [...new Set([...always, ...fields.map((field) => field.name)])],
  };
}

/** The columns of {@link gone}, for statements that see the recycle bin. */
export function binColumns(schema: ObjectSchema): readonly string[] {
  return ['IsDeleted', 'MasterRecordId'].filter((name) => schema.fields.has(name));
}

/** A row of the selection's columns, with or without {@link binColumns}, as a snapshot. */
export function snapshotOf(selected: Selection, row: Row): Snapshot {
  return (
    gone(selected.object, row) ??
    converted(selected.object, row) ?? { kind: 'present', record: recordOf(selected, row) }
  );
}

export function recordOf(selected: Selection, row: Row): SystemRecord {
  const fields: Record<string, Value> = {};
  for (const field of selected.fields) {
    const value = decodeField(field, row);
    if (value !== undefined) fields[field.name] = value;
  }
  const key = row[EXTERNAL_KEY];
  return {
    ref: refOf(selected.object, idOf(row)),
    fields,
    externalKey: typeof key === 'string' && key !== '' ? key : null,
    modifiedAt:
      typeof row['SystemModstamp'] === 'string' ? new Date(isoDatetime(row['SystemModstamp'])) : null,
  };
}

/** A row in the recycle bin: deleted, or the loser of a merge, whose MasterRecordId names the winner. */
export function gone(object: string, row: Row): Snapshot | null {
  if (row['IsDeleted'] !== true) return null;
  const ref = refOf(object, idOf(row));
  const master = row['MasterRecordId'];
  if (typeof master !== 'string' || master === '') return { kind: 'deleted', ref };
  return { kind: 'moved', ref, to: refOf(object, master), why: 'merged' };
}

/** A converted lead stays a row, but lives on as the contact. */
function converted(object: string, row: Row): Snapshot | null {
  const contact = row['ConvertedContactId'];
  if (row['IsConverted'] !== true || typeof contact !== 'string' || contact === '') return null;
  return { kind: 'moved', ref: refOf(object, idOf(row)), to: refOf('Contact', contact), why: 'converted' };
}

export const idOf = (row: Row): string => row['Id'] as string;
