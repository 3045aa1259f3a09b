import type { FieldSchema, FieldType } from '../../src/domain/schema.ts';
import type { Value } from '../../src/domain/value.ts';

/** What Salesforce takes for a field. */
export type WireValue = string | number | boolean | null;

/**
 * The vendor's value in neutral form. Datetimes come as `2026-11-21T18:30:00.000+0000`, several picklist values as
 * `a;b`, blanks as null or (in formulas) as empty text.
 */
export function decode(type: FieldType, wire: unknown): Value {
  if (wire === null || wire === undefined || wire === '') return null;
  switch (type) {
    case 'number':
      return typeof wire === 'number' ? wire : Number(wire);
    case 'boolean':
      return wire === true || wire === 'true';
    case 'datetime':
      return isoDatetime(wire);
    case 'date':
      return text(wire).slice(0, 10);
    case 'options': {
      const values = text(wire)
        .split(';')
        .filter((item) => item !== '');
      return values.length === 0 ? null : [...new Set(values)].sort();
    }
    case 'text':
    case 'email':
    case 'phone':
    case 'url':
    case 'option':
    case 'owner':
    case 'reference':
      return text(wire);
  }
}

/**
 * A neutral value as Salesforce takes it. A checkbox has no blank (null is refused for the whole record), so a blank
 * one is written as false.
 */
export function encode(type: FieldType | undefined, value: Value): WireValue {
  if (value === null || value === '') return type === 'boolean' ? false : null;
  if (Array.isArray(value)) return value.length === 0 ? null : value.join(';');
  return value as string | number | boolean;
}

/** ISO 8601 in UTC with milliseconds; `+0000` has no colon, which not every parser takes. */
export const isoDatetime = (wire: unknown): string =>
  new Date(text(wire).replace(/([+-]\d\d)(\d\d)$/, '$1:$2')).toISOString();

/** The neutral type of a described field; null for types whose values are not one value (addresses, locations). */
export function neutralType(field: {
  readonly type: string;
  readonly referenceTo: readonly string[];
  readonly name: string;
}): FieldType | null {
  if (field.type === 'reference') {
    return field.name === 'OwnerId' || field.referenceTo.includes('User') ? 'owner' : 'reference';
  }
  return TYPES[field.type] ?? null;
}

const TYPES: Readonly<Record<string, FieldType>> = {
  id: 'text',
  string: 'text',
  textarea: 'text',
  encryptedstring: 'text',
  combobox: 'text',
  anyType: 'text',
  time: 'text',
  email: 'email',
  phone: 'phone',
  url: 'url',
  int: 'number',
  long: 'number',
  double: 'number',
  currency: 'number',
  percent: 'number',
  boolean: 'boolean',
  date: 'date',
  datetime: 'datetime',
  picklist: 'option',
  multipicklist: 'options',
};

/** A field's value from a row; undefined when the row does not hold it, which is not the same as blank. */
export function decodeField(field: FieldSchema, row: Readonly<Record<string, unknown>>): Value | undefined {
  return field.name in row ? decode(field.type, row[field.name]) : undefined;
}

function text(wire: unknown): string {
  return typeof wire === 'string' ? wire : JSON.stringify(wire);
}
