import type { NotePlace } from './note.ts';
import { isSource, type Row } from './place.ts';

/** What is written can be written, and what is calculated is not relied on to tell of its changes. */
export function checkWritable(row: Row, note: NotePlace): void {
  for (const place of row.places) {
    const { schema, name, isTarget } = place;
    if (isTarget && !schema.updatable && !schema.creatable) {
      note(
        'read-only',
        place,
        `${name} cannot be written${schema.calculated ? ': the system calculates it' : ''}`,
        'Give the row a direction away from this system, or let the connected user edit the field.',
        'field',
      );
    } else if (isTarget && !schema.updatable && row.field.authority.kind !== 'fill-blank') {
      note(
        'create-only',
        place,
        `${name} can be set only when the record is created`,
        'Give the row a direction away from this system, or let the connected user edit the field.',
        'field',
      );
    } else if (schema.calculated && isSource(place, row)) {
      note(
        'calculated-source',
        place,
        `${name} is calculated by the system, so that its changes may not be heard`,
        'Map the fields it is calculated from, or run "leadloop sync --full" every night.',
        'field',
      );
    }
  }
}
