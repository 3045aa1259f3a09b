import { applyAll, type Transform } from '../transform.ts';
import type { NotePlace } from './note.ts';
import { sourcesOf, systemsOf, type Row } from './place.ts';

/** Text that is longer than the other side takes is refused there. */
export function checkLengths(row: Row, note: NotePlace): void {
  for (const place of row.places) {
    const { field, column, schema, name, isTarget } = place;
    const limit = schema.maxLength;
    if (!isTarget || limit === null || passed(column.write, limit + 1) <= limit) continue;
    if (typeof column.onCreate === 'string' && column.onCreate.length > limit) {
      note(
        'default-too-long',
        place,
        `"${column.onCreate}" is longer than the ${String(limit)} characters of ${column.field}`,
        'Shorten it.',
        'on-create',
      );
    }
    if (field.type !== 'text') continue;
    const longer = sourcesOf(place, row).filter(
      (source) =>
        source.schema.type === 'text' &&
        (source.schema.maxLength ?? Infinity) > limit &&
        passed(source.column.read, limit + 1) > limit,
    );
    if (longer.length === 0) continue;
    note(
      'too-long',
      place,
      `${name} takes ${String(limit)} characters, ${systemsOf(longer)} ${longestOf(longer.map((source) => source.schema.maxLength))}`,
      `Add "write: [{ truncate: ${String(limit)} }]" to this column: the text is cut here, and stays whole there.`,
      'field',
    );
  }
}

/** How much of a text of this length comes through; what fails, as no domain is that long, does not come at all. */
function passed(transforms: readonly Transform[], length: number): number {
  const result = applyAll(transforms, 'x'.repeat(length));
  return result.kind === 'value' && typeof result.value === 'string' ? result.value.length : 0;
}

const longestOf = (limits: readonly (number | null)[]): string =>
  limits.includes(null) ? 'any number' : `up to ${String(Math.max(...limits.map(Number)))}`;
