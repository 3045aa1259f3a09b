import { PERSON } from '../domain/entity.ts';
import type { SystemName } from '../domain/record.ts';
import { didYouMean } from '../domain/suggest.ts';
import type { MappingDocument } from './document.ts';
import type { Anonymising, ComeBack, FieldMapping } from './mapping.ts';
import type { Path, Report } from './problem.ts';

const ONLY_PEOPLE = 'only people are erased';

/** Which records are anonymised in place of being deleted, by system and object. */
export function compileErase(
  { entity, systems, match = [] }: MappingDocument,
  fields: readonly FieldMapping[],
  report: Report,
): ReadonlyMap<SystemName, ReadonlyMap<string, Anonymising>> {
  const compiled = new Map<SystemName, ReadonlyMap<string, Anonymising>>();
  for (const [name, { object, objects = object === undefined ? [] : [object], erase }] of Object.entries(
    systems,
  )) {
    if (erase === undefined) continue;
    const above = ['systems', name, 'erase'];
    if (entity !== PERSON) report(above, ONLY_PEOPLE, 'Remove "erase".', 'key');
    if (erase === 'delete') continue;
    const anonymised = new Map<string, Anonymising>();
    for (const [each, how] of Object.entries(erase)) {
      const path = [...above, each];
      if (!objects.includes(each))
        report(
          path,
          `${name} has no object "${each}" here`,
          didYouMean(each, objects, 'Name it under "objects".'),
          'key',
        );
      if (how === 'delete') continue;
      for (const field of identifying(fields, match, name, each))
        checkBlanked(how.anonymise, field, [...path, 'anonymise'], report);
      anonymised.set(each, how.anonymise);
    }
    if (anonymised.size > 0) compiled.set(name, anonymised);
  }
  return compiled;
}

/** The object's own names of the fields that a person is known by. */
const identifying = (
  fields: readonly FieldMapping[],
  match: readonly string[],
  system: SystemName,
  object: string,
): readonly string[] =>
  fields.flatMap(({ name, type, columns }) =>
    type === 'email' && match.includes(name) ? (columns.get(system)?.get(object)?.field ?? []) : [],
  );

function checkBlanked(anonymise: Anonymising, field: string, path: Path, report: Report): void {
  if (!(field in anonymise))
    report(path, `${field} would stay, and with it the person`, `Add "${field}: null".`, 'key');
  else if (anonymise[field] !== null)
    report([...path, field], `${field} tells who somebody is`, `Write "${field}: null".`);
}

export function compileComeBack(source: MappingDocument, report: Report): ComeBack {
  const comeBack = source['come-back'];
  if (comeBack !== undefined && source.entity !== PERSON)
    report(['come-back'], ONLY_PEOPLE, 'Remove "come-back".', 'key');
  return comeBack ?? 'hold';
}
