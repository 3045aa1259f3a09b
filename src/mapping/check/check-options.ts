import { applyAll } from '../transform.ts';
import { didYouMean } from '../../domain/suggest.ts';
import type { NotePlace } from './note.ts';
import { activeOptions, listed } from './options.ts';
import { WAIT } from '../mapping.ts';
import { isSource, type Place, type Row } from './place.ts';

/** The values that a column itself names are options of its own picklist, and the other way round. */
export function checkOptions(row: Row, note: NotePlace): void {
  for (const place of row.places) {
    if (place.schema.options.length === 0) continue;
    checkWritten(place, note);
    if (place.column.values === null) continue;
    checkEntries(place, place.column.values, note);
    if (isSource(place, row)) checkLeftOut(place, note);
  }
}

/** What is written into a restricted picklist is one of its active options. */
function checkWritten(place: Place, note: NotePlace): void {
  const { column, schema, name, isTarget } = place;
  if (!isTarget || !schema.restricted) return;
  const active = activeOptions(place);
  for (const [ours, value] of writtenBy(place)) {
    if (active.has(value)) continue;
    const off = schema.options.some((option) => option.value === value);
    note(
      'missing-option',
      place,
      off ? `${name} no longer offers "${value}"` : `${name} has no option "${value}"`,
      off
        ? 'Activate the option there, or map to another.'
        : didYouMean(value, active, 'Add the option there, or map to another.'),
      'values',
      ours,
    );
  }
  const given =
    column.onCreate === null || column.onCreate === WAIT ? null : applyAll(column.write, column.onCreate);
  if (column.values !== null || given?.kind !== 'value' || typeof given.value !== 'string') return;
  if (!active.has(given.value))
    note(
      'missing-option',
      place,
      `${name} has no option "${given.value}"`,
      didYouMean(given.value, active, 'Add the option there, or use another.'),
      'on-create',
    );
}

/** Our value → the system's value that is written for it, as the mapping names them. */
function writtenBy({ column }: Place): ReadonlyMap<string, string> {
  const written = new Map<string, string>();
  for (const [value, ours] of column.values ?? []) if (!written.has(ours)) written.set(ours, value);
  return written;
}

/** What no option has is a slip of the pen, or an option that is gone. */
function checkEntries(place: Place, values: ReadonlyMap<string, string>, note: NotePlace): void {
  const { schema, name, isTarget } = place;
  const known = new Set(schema.options.map((option) => option.value));
  const written = writtenBy(place);
  for (const [value, ours] of values) {
    const isTold = isTarget && schema.restricted && written.get(ours) === value;
    if (known.has(value) || isTold) continue;
    note(
      'unused-value',
      place,
      `no option of ${name} is "${value}"`,
      didYouMean(value, known, 'Remove it, or add the option there.'),
      'values',
      ours,
    );
  }
}

function checkLeftOut(place: Place, note: NotePlace): void {
  const out = [...activeOptions(place)].filter(
    (value) => applyAll(place.column.read, value).kind === 'failed',
  );
  if (out.length === 0) return;
  note(
    'unread-value',
    place,
    `the value map leaves out ${listed(out, 'option')} of ${place.name}`,
    'Add them to "values", or add "otherwise" with what they mean.',
    'values',
  );
}
