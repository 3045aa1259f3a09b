import type { SystemName } from '../../domain/record.ts';
import { receives } from '../direction.ts';
import type { FieldMapping } from '../mapping.ts';
import { isWritable, titleOf, type Systems } from './words.ts';

/** Which systems are written, of those a field has a column in. */
export const receiversOf = (field: FieldMapping, systems: Systems): readonly SystemName[] =>
  [...field.columns.keys()].filter(
    (system) =>
      receives(field.direction, system) && (field.direction.kind === 'to' || isWritable(systems, system)),
  );

/** Where a field is and how it flows: `Form jobTitle → HubSpot jobtitle ↔ Salesforce Title`. */
export function placesOf(field: FieldMapping, systems: Systems): string {
  const side = (system: SystemName): string =>
    `${titleOf(systems, system)} ${namesIn(field, system).join(', ')}`;
  const receivers = receiversOf(field, systems);
  const givers = [...field.columns.keys()].filter((system) => !receivers.includes(system));
  return [givers.map(side).join(', '), receivers.map(side).join(' ↔ ')]
    .filter((part) => part !== '')
    .join(' → ');
}

/** The field's name in a system; by object where they differ. */
export function namesIn(field: FieldMapping, system: SystemName): readonly string[] {
  const columns = [...(field.columns.get(system) ?? [])];
  const names = new Set(columns.map(([, column]) => column.field));
  return names.size === 1 ? [...names] : columns.map(([object, column]) => `${object} ${column.field}`);
}
