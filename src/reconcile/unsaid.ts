import type { Failure } from '../domain/failure.ts';
import type { SystemFailure } from '../domain/plan.ts';
import type { SystemName } from '../domain/record.ts';
import { isBlank } from '../domain/value.ts';
import type { Reading } from '../mapping/canonical.ts';
import { objectToCreate } from '../mapping/create-as.ts';
import { receives } from '../mapping/direction.ts';
import { columnOf } from '../mapping/fields.ts';
import { WAIT, type Column, type FieldMapping, type Mapping } from '../mapping/mapping.ts';
import type { FieldValues } from '../mapping/scope.ts';
import { applyAll } from '../mapping/transform.ts';
import type { SideRecord } from './view.ts';

/**
 * The values that a value map leaves out, of fields without which no record is made (`on-create: wait`): such a field is never
 * guessed, and left as it is until a person has said what the value is there.
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
    if (!columns.some(({ column }) => column.onCreate === WAIT && column.values !== null)) return [];
    return columns.flatMap(({ system, object, column }): readonly SystemFailure[] => {
      const unsaid = unsaidIn(field, system, column, sides.get(system), readings, values);
      return unsaid === null ? [] : [{ system, failure: notListed(field, `${object}.${column.field}`, unsaid) }];
    });
  });
}

interface Unsaid {
  readonly value: string;
  /** Whether it stands there and cannot be read, or is to be written there. */
  readonly isTheirs: boolean;
}

function unsaidIn(
  field: FieldMapping,
  system: SystemName,
  column: Column,
  side: SideRecord | undefined,
  readings: ReadonlyMap<SystemName, ReadonlyMap<string, Reading>>,
  values: FieldValues,
): Unsaid | null {
  if (column.values === null) return null;
  const theirs = side?.record.fields[column.field];
  if (readings.get(system)?.get(field.name)?.kind === 'unreadable' && typeof theirs === 'string')
    return { value: theirs, isTheirs: true };
  const ours = values.get(field.name);
  if (!receives(field.direction, system) || isBlank(ours) || typeof ours !== 'string') return null;
  return applyAll(column.write, ours).kind === 'failed' ? { value: ours, isTheirs: false } : null;
}

const notListed = ({ name }: FieldMapping, place: string, { value, isTheirs }: Unsaid): Failure => ({
  kind: 'invalid-record',
  code: 'VALUE_NOT_LISTED',
  message: isTheirs
    ? `${place} is "${value}", and the value map of ${name} does not list it`
    : `the value map of ${place} has nothing to write for "${value}"`,
  meaning: 'What this value is in the other system is not known, so it was neither taken over nor replaced.',
  fix: `Add "${value}" under "values" of the field ${name} in the mapping file, or choose another value in the record. Then run leadloop sync --full.`,
  actor: 'revops',
});
