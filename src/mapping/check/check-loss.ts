import { cuts } from '../transforms/conversion.ts';
import type { NotePlace } from './note.ts';
import { isSource, sourcesOf, systemsOf, type Place, type Row } from './place.ts';

/** Values that fit, and lose something on the way. */
export function checkLoss(row: Row, note: NotePlace): void {
  for (const place of row.places) {
    const sources = sourcesOf(place, row);
    tellOfTime(place, sources, note);
    tellOfDecimals(place, sources, note);
    tellOfSeveral(place, sources, note);
    if (isSource(place, row) && place.column.read.some(cuts)) {
      note(
        'lossy-read',
        place,
        `${place.name} is cut when it is read`,
        'Cut where it is written: move "truncate" to "write" of the column that is too short.',
        'read',
      );
    }
  }
}

/** Only where changes flow back: one way, keeping the day alone is what the row asks for. */
function tellOfTime(place: Place, sources: readonly Place[], note: NotePlace): void {
  const { field, schema, system, name } = place;
  if (field.direction.kind !== 'both' || schema.type !== 'date') return;
  const finer = sources.filter((source) => source.schema.type === 'datetime');
  if (finer.length === 0) return;
  note(
    'loses-time',
    place,
    `${name} keeps the day alone, ${systemsOf(finer)} the time too`,
    `Map a field with date and time here, or give the row "direction: to ${system}" so that no day comes back.`,
    'field',
  );
}

function tellOfDecimals(place: Place, sources: readonly Place[], note: NotePlace): void {
  const kept = place.schema.decimals;
  if (kept === undefined) return;
  const finer = sources.filter((source) => (source.schema.decimals ?? 0) > kept);
  if (finer.length === 0) return;
  note(
    'loses-decimals',
    place,
    `${place.name} keeps ${kept === 0 ? 'whole numbers' : `${String(kept)} decimals`}, ${systemsOf(finer)} more`,
    'Let the field there have as many decimals, or map another.',
    'field',
  );
}

function tellOfSeveral(place: Place, sources: readonly Place[], note: NotePlace): void {
  const { schema, field, name } = place;
  if (schema.type === 'options' || (field.type === 'options' && schema.type !== 'option')) return;
  const several = sources.filter((source) => source.schema.type === 'options');
  if (several.length === 0) return;
  note(
    'several-to-one',
    place,
    `${name} holds one value, ${systemsOf(several)} may hold several`,
    'Map a field that holds several here too (type options), or one that holds a single value there.',
    'field',
  );
}
