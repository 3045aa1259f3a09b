import { RULES, type SystemName } from '../domain/record.ts';
import { speaks } from './direction.ts';
import type { Column, FieldMapping, Mapping } from './mapping.ts';

/** The column of a field in one object, or null when the object has none. A column for `*` is for every object. */
export function columnOf(field: FieldMapping, system: SystemName, object: string): Column | null {
  const columns = field.columns.get(system);
  return columns?.get(object) ?? columns?.get('*') ?? null;
}

/** Whether an object tells anything that another may take, so that it is worth listening to. */
export const gives = (mapping: Mapping, system: SystemName, object: string): boolean =>
  mapping.fields.some(
    (field) =>
      columnOf(field, system, object) !== null &&
      speaks(field.direction, system) &&
      !mapping.computed.has(field.name),
  );

/** The system's own names of all mapped fields of an object, each once: what has to be read of it. */
export function mappedFields(mapping: Mapping, system: SystemName, object: string): readonly string[] {
  const names = mapping.fields.flatMap((field) => columnOf(field, system, object)?.field ?? []);
  return [...new Set(names)];
}

/** The systems of which others take the value of a field. */
export const giversOf = ({ columns, direction }: FieldMapping): readonly SystemName[] =>
  [...columns.keys()].filter((system) => speaks(direction, system));

/** What no record says of itself, but the rules of it. */
export const isOfRules = (field: FieldMapping): boolean => giversOf(field).every((name) => name === RULES);
