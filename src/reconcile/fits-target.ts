import type { RecordRef } from '../domain/record.ts';
import type { ObjectSchema } from '../domain/schema.ts';
import type { Value } from '../domain/value.ts';
import { fromCanonical, type Resolver } from '../mapping/canonical.ts';
import { columnOf } from '../mapping/fields.ts';
import type { FieldMapping, Mapping } from '../mapping/mapping.ts';

/**
 * Why a value can not be written to a record's field, as a sentence part without the value; null when it can.
 * `schema` is the live one, null when it could not be asked: then only the mapping is heard.
 */
export function misfitOf(
  value: Value,
  field: FieldMapping,
  ref: RecordRef,
  mapping: Mapping,
  resolver: Resolver,
  schema: ObjectSchema | null,
): string | null {
  const { system, object } = ref;
  const values = new Map([[field.name, value]]);
  const { fields, skipped } = fromCanonical(mapping, system, object, values, resolver, 'update');
  const [skip] = skipped;
  if (skip !== undefined) return skip.reason;
  const column = columnOf(field, system, object);
  const target = column === null ? undefined : schema?.fields.get(column.field);
  if (column === null || target === undefined) return null;
  const written = fields[column.field];
  if (!target.updatable) return `${column.field} can not be edited there`;
  if (typeof written === 'string' && target.maxLength !== null && written.length > target.maxLength)
    return `it is longer than the ${target.maxLength} characters of ${column.field}`;
  if (target.restricted && target.options.length > 0 && written !== null && written !== undefined) {
    const known = new Set(target.options.filter((option) => option.active).map((option) => option.value));
    const items = typeof written === 'object' ? written : [String(written)];
    if (items.some((item) => !known.has(item))) return `it is none of the options of ${column.field}`;
  }
  return null;
}
