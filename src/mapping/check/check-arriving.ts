import { applyAll } from '../transform.ts';
import type { NotePlace } from './note.ts';
import { activeOptions, givenBy, listed } from './options.ts';
import { sourcesOf, systemsOf, type Place, type Row } from './place.ts';

/** What can be chosen elsewhere can be written into this picklist. */
export function checkArriving(row: Row, note: NotePlace): void {
  const { type } = row.field;
  if (type !== 'option' && type !== 'options' && type !== 'text') return;
  for (const place of row.places) {
    const sources = sourcesOf(place, row);
    if (sources.length === 0 || (place.schema.options.length === 0 && place.column.values === null)) continue;
    if (place.column.values !== null) checkMapped(place, sources, note);
    else if (place.schema.restricted) checkUnmapped(place, sources, note);
  }
}

/** The value that stands for all others has no counterpart of its own, so that it is not missed. */
function checkMapped(place: Place, sources: readonly Place[], note: NotePlace): void {
  const otherwise = applyAll(place.column.read, UNHEARD_OF);
  const out = arriving(sources).filter(
    (value) =>
      applyAll(place.column.write, value).kind === 'failed' &&
      !(otherwise.kind === 'value' && otherwise.value === value),
  );
  if (out.length === 0) return;
  note(
    'unlisted-value',
    place,
    `the value map of ${place.name} has nothing to write for ${listed(out, 'value')} of ${systemsOf(sources)}`,
    'Add a line for each, with the option to write.',
    'values',
  );
}

function checkUnmapped(place: Place, sources: readonly Place[], note: NotePlace): void {
  const active = activeOptions(place);
  const out = arriving(sources).filter((value) => {
    const written = applyAll(place.column.write, value);
    return written.kind === 'value' && typeof written.value === 'string' && !active.has(written.value);
  });
  if (out.length > 0) {
    note(
      'options-differ',
      place,
      `${place.name} lacks ${listed(out, 'option')} of ${systemsOf(sources)}`,
      'Add the options there, or translate them with "values".',
      'field',
    );
  }
  const free = sources.filter((source) => givenBy(source) === null && source.schema.type === 'text');
  if (free.length === 0) return;
  note(
    'text-into-options',
    place,
    `${place.name} takes its own options alone, ${systemsOf(free)} any text`,
    'Use a picklist with the same options there, or translate what may come with "values" in that column.',
    'field',
  );
}

const arriving = (sources: readonly Place[]): readonly string[] => [
  ...new Set(sources.flatMap((source) => [...(givenBy(source) ?? [])])),
];

/** No picklist has it, so that it reads as what stands for all others. */
const UNHEARD_OF = '\u0000';
