import type { SystemName } from '../../domain/record.ts';
import { receives } from '../direction.ts';
import { isConsent, type FieldMapping, type Mapping } from '../mapping.ts';
import type { ParsedMapping } from '../parse.ts';
import type { Locate, Path } from '../problem.ts';
import { didYouMean } from '../../domain/suggest.ts';
import { isMadeBySetup, schemasOf, type LiveSystem } from './live-system.ts';
import type { Note } from './note.ts';
import type { Place, Row } from './place.ts';

const UNSEEN = 'Or the connected user may not see it: have an admin look at its permissions.';

/** The rows as the live systems have them; objects and fields that they do not show are told of. */
export function findRows(
  { mapping, locate }: ParsedMapping,
  live: ReadonlyMap<SystemName, LiveSystem>,
  note: Note,
): readonly Row[] {
  tellOfObjects(mapping, live, note);
  return mapping.fields.map((field) => ({
    field,
    places: [...field.columns.keys()].flatMap((system) => {
      const described = live.get(system);
      return described === undefined ? [] : placesIn(field, system, described, locate, note);
    }),
  }));
}

function tellOfObjects(mapping: Mapping, live: ReadonlyMap<SystemName, LiveSystem>, note: Note): void {
  for (const [system, names] of mapping.objects) {
    const described = live.get(system);
    if (described === undefined) continue;
    for (const [index, name] of names.entries()) {
      if (name === '*' || described.objects.has(name)) continue;
      const guess = didYouMean(name, described.objects.keys(), 'Check the name.');
      const path = ['systems', system, ...(names.length > 1 ? ['objects', index] : ['object'])];
      note('unknown-object', path, `${system} has no object "${name}"`, `${guess} ${UNSEEN}`);
    }
  }
}

function placesIn(
  field: FieldMapping,
  system: SystemName,
  live: LiveSystem,
  locate: Locate,
  note: Note,
): readonly Place[] {
  const isTarget = live.writable && receives(field.direction, system);
  return [...(field.columns.get(system) ?? [])].flatMap(([object, column]) => {
    const at = pathsOf(['fields', field.name, system], object, locate);
    return schemasOf(live, object).flatMap((described): readonly Place[] => {
      const name = `${system} ${described.object}.${column.field}`;
      const schema = described.fields.get(column.field);
      if (schema !== undefined) return [{ field, system, object, column, schema, name, isTarget, at }];
      const isMade = isMadeBySetup(live, column.field);
      if (isConsent(field) && !isMade) {
        const fix = `Let the connected user see and edit ${column.field}, or take the row out.`;
        const path = ['fields', field.name, system, object];
        note(
          'hidden-opt-out',
          at('field'),
          `${name} does not exist, or is hidden from the connected user`,
          fix,
          path,
        );
        return [];
      }
      const guess = isMade
        ? 'Run "leadloop setup": it makes the field.'
        : didYouMean(column.field, described.fields.keys(), 'Check the name.');
      note(
        'unknown-field',
        at('field'),
        `${name} does not exist, or is hidden from the connected user`,
        `${guess} ${UNSEEN}`,
        ['fields', field.name, system, object],
      );
      return [];
    });
  });
}

/** A column stands below its object, or for all objects of its system. */
function pathsOf(above: Path, object: string, locate: Locate): Place['at'] {
  const own = locate([...above, object], 'key');
  const all = locate(above, 'value');
  const base = own.line === all.line && own.column === all.column ? above : [...above, object];
  return (...keys) => [...base, ...keys];
}
