import type { FieldType } from '../../domain/schema.ts';
import type { NotePlace } from './note.ts';
import type { Row } from './place.ts';

/** The system keeps the type of value that the row says, or a transform converts it. */
export function checkTypes({ field, places }: Row, note: NotePlace): void {
  for (const place of places) {
    const { column, schema, name } = place;
    const untouched = column.read.length === 0 && column.write.length === 0;
    if (untouched && !FITTING[field.type].includes(schema.type)) {
      note(
        'wrong-type',
        place,
        `${name} is of type ${schema.type}, not ${field.type}`,
        'Change the type of the row, or convert with read and write transforms.',
        'field',
      );
    }
    for (const target of column.targets) {
      if (schema.references.length === 0 || schema.references.includes(target)) continue;
      note(
        'wrong-reference',
        place,
        `${name} never points at "${target}"`,
        `Choose one of: ${schema.references.join(', ')}.`,
        'object',
      );
    }
  }
}

/** The system's types whose values are values of ours without a transform. */
const FITTING: Readonly<Record<FieldType, readonly FieldType[]>> = {
  text: ['text', 'email', 'phone', 'url', 'option'],
  email: ['email', 'text'],
  phone: ['phone', 'text'],
  url: ['url', 'text'],
  number: ['number', 'text'],
  boolean: ['boolean'],
  date: ['date'],
  datetime: ['datetime'],
  option: ['option', 'text'],
  options: ['options'],
  owner: ['owner', 'reference'],
  reference: ['reference', 'text', 'number'],
};
