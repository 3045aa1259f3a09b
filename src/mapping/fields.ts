import type { SystemName } from '../domain/record.ts';
import type { Column, FieldMapping, Mapping } from './mapping.ts';

/** The column of a field in one object, or null when the object has none. A column for `*` is for every object. */
export function columnOf(field: FieldMapping, system: SystemName, object: string): Column | null {
  const columns = field.columns.get(system);
  return columns?.get(object) ?? columns?.get('*') ?? null;
}

/** The system's own names of all mapped fields of an object, each once: what has to be read of it. */
export function mappedFields(mapping: Mapping, system: SystemName, object: string): readonly string[] {
  const names = mapping.fields.flatMap((field) => columnOf(field, system, object)?.field ?? []);
  return [...new Set(names)];
}
