import type { RecordRef } from '../domain/record.ts';
import type { Fields } from '../domain/value.ts';
import { columnOf } from '../mapping/fields.ts';
import type { Mapping } from '../mapping/mapping.ts';

/** What each reference of a record may mean: one record, or one of each object that it may be of. */
export const referencesIn = (
  mapping: Mapping,
  { ref, fields }: { readonly ref: RecordRef; readonly fields: Fields },
): readonly (readonly RecordRef[])[] =>
  mapping.fields.flatMap((field) => {
    if (field.type !== 'reference') return [];
    const column = columnOf(field, ref.system, ref.object);
    const id = fields[column?.field ?? ''];
    if (column === null || typeof id !== 'string') return [];
    return [column.targets.map((object) => ({ system: ref.system, object, id }))];
  });
