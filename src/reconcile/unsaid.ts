import type { Failure } from '../domain/failure.ts';
import type { SystemFailure } from '../domain/plan.ts';
import type { SystemName } from '../domain/record.ts';
import { isBlank } from '../domain/value.ts';
import type { Reading } from '../mapping/canonical.ts';
import { objectToCreate } from '../mapping/create-as.ts';
import { receives } from '../mapping/direction.ts';
import { columnOf } from '../mapping/fields.ts';
import { WAIT, type FieldMapping, type Mapping } from '../mapping/mapping.ts';
import type { FieldValues } from '../mapping/scope.ts';
import { applyAll } from '../mapping/transform.ts';
import type { SideRecord } from './view.ts';

/**
 * What keeps a field without which no record is made (`on-create: wait`) from being said: its value is not in a value map, or there
 * is none. It is never guessed, and left as it is until a person has said what it is. A reference only waits for its record.
 */
export function unsaidFailures(
  mapping: Mapping,
  sides: ReadonlyMap<SystemName, SideRecord>,
  readings: ReadonlyMap<SystemName, ReadonlyMap<string, Reading>>,
  values: FieldValues,
  toCreate: readonly SystemName[],
): readonly SystemFailure[] {
  const objects = new Map([
    ...[...sides].map(([system, { record }]) => [system, record.ref.object] as const),
    ...toCreate.map((system) => [system, objectToCreate(mapping, system, values)] as const),
  ]);
  return mapping.fields.flatMap((field) => {
    const columns = [...objects].flatMap(([system, object]) => {
      const column = columnOf(field, system, object);
      return column === null ? [] : [{ system, object, column }];
    });
    if (field.type === 'reference' || !columns.some(({ column }) => column.onCreate === WAIT)) return [];
    const hasUnread = columns.some(
      ({ system }) => readings.get(system)?.get(field.name)?.kind === 'unreadable',
    );
    return columns.flatMap(({ system, object, column }): readonly SystemFailure[] => {
      const place = `${object}.${column.field}`;
      const theirs = sides.get(system)?.record.fields[column.field];
      const isUnread = readings.get(system)?.get(field.name)?.kind === 'unreadable';
      if (column.values !== null && isUnread && typeof theirs === 'string')
        return [{ system, failure: notListed(field, `${place} is "${theirs}"`, theirs) }];
      const ours = values.get(field.name);
      if (hasUnread || !receives(field.direction, system)) return [];
      if (isBlank(ours))
        return toCreate.includes(system) && column.onCreate === WAIT
          ? [{ system, failure: missing(field, place) }]
          : [];
      const isUnsaid = applyAll(column.write, ours).kind === 'failed';
      return column.values !== null && typeof ours === 'string' && isUnsaid
        ? [{ system, failure: notListed(field, `nothing can be written to ${place} for "${ours}"`, ours) }]
        : [];
    });
  });
}

const notListed = ({ name }: FieldMapping, what: string, value: string): Failure => ({
  kind: 'invalid-record',
  code: 'VALUE_NOT_LISTED',
  message: `${what}, which the value map of ${name} does not list`,
  meaning: 'What this value is in the other system is not known, so it was neither taken over nor replaced.',
  fix: `Add "${value}" under "values" of the field ${name} in the mapping file, or choose another value in the record. Then run leadloop sync --full.`,
  actor: 'revops',
});

const missing = ({ name }: FieldMapping, place: string): Failure => ({
  kind: 'invalid-record',
  code: 'VALUE_MISSING',
  message: `${name} is blank, and no record is made without ${place}`,
  meaning: 'The record lacks a value that the other system asks for, so it was not made there.',
  fix: `Fill in ${name} in the record; then it goes on by itself.`,
  actor: 'sales',
});
