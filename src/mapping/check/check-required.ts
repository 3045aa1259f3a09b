import type { SystemName } from '../../domain/record.ts';
import { createdObjects } from '../create-as.ts';
import { columnOf } from '../fields.ts';
import type { FieldMapping, Mapping } from '../mapping.ts';
import type { LiveSystem } from './live-system.ts';
import type { Note } from './note.ts';

/** What a system asks for must be given whenever a record is created there: mapped, with a value for blanks. */
export function checkRequired(mapping: Mapping, live: ReadonlyMap<SystemName, LiveSystem>, note: Note): void {
  /** Whoever comes from another system has a value, because each of its objects requires one, too. */
  const isGivenElsewhere = (row: FieldMapping, target: SystemName): boolean =>
    [...mapping.objects].every(
      ([system, objects]) =>
        system === target ||
        objects.every((object) => {
          const column = columnOf(row, system, object);
          const schema = live.get(system)?.objects.get(object);
          return schema?.fields.get(column?.field ?? '')?.required === true;
        }),
    );
  const created = [...mapping.createIn].flatMap((system) =>
    createdObjects(mapping, system).map((object) => ({ system, object })),
  );
  for (const { system, object } of created) {
    const schema = live.get(system)?.objects.get(object);
    for (const field of schema?.fields.values() ?? []) {
      if (!field.required || !field.creatable) continue;
      const row = mapping.fields.find(
        (candidate) => columnOf(candidate, system, object)?.field === field.name,
      );
      const name = `${system} ${object}.${field.name}`;
      if (row === undefined) {
        note(
          'required-unmapped',
          ['systems', system],
          `${name} is required, but no row maps it`,
          `Add a row for it with "on-create", or do not create in ${system}.`,
        );
      } else if (columnOf(row, system, object)?.onCreate === null && !isGivenElsewhere(row, system)) {
        note(
          'required-blank',
          ['fields', row.name, system],
          `${name} is required, but may be blank elsewhere`,
          'Add "on-create" with what to write then.',
        );
      }
    }
  }
}
