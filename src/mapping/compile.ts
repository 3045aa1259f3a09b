import type { SystemName } from '../domain/record.ts';
import {
  ROW_KEYS,
  type ColumnDocument,
  type ColumnOptions,
  type MappingDocument,
  type RowDocument,
} from './document.ts';
import { matchFields, type Column, type FieldMapping, type Mapping } from './mapping.ts';
import { compileEntityName } from './compile-entity-name.ts';
import { compileColumn } from './compile-column.ts';
import { compileConsent } from './compile-consent.ts';
import { compileAuthority, compileDirection, compileOnCreate } from './compile-policy.ts';
import { compileComeBack, compileErase } from './compile-erase.ts';
import { compileCreateAs } from './compile-create-as.ts';
import { compileHistory } from './history.ts';
import { compileScope } from './compile-scope.ts';
import { compileValues, readableOf } from './compile-value.ts';
import { compileVariants } from './compile-variants.ts';
import type { Path, Report } from './problem.ts';
import { didYouMean, nearest } from '../domain/suggest.ts';

/** What the words of a well-formed document mean. Whatever does not fit together is reported; the result counts only if nothing was. */
export function compileMapping(source: MappingDocument, report: Report): Mapping {
  compileEntityName(source.entity, ['entity'], report);
  const objects = new Map<SystemName, readonly string[]>();
  const createIn = new Set<SystemName>();
  for (const [name, system] of Object.entries(source.systems)) {
    const named = system.objects ?? (system.object === undefined ? [] : [system.object]);
    if (named.length === 0 || (system.object !== undefined && system.objects !== undefined)) {
      report(
        ['systems', name],
        `${name} needs either "object" or "objects"`,
        'Name the object that holds these records.',
        'key',
      );
    }
    if (system.create === true && named[0] === '*') {
      report(
        ['systems', name, 'create'],
        'a record cannot be created in any object',
        "Name the object instead of '*'.",
      );
    }
    objects.set(name, named);
    if (system.create === true) createIn.add(name);
  }
  const rows = Object.entries(source.fields).map(([name, row]) => compileField(name, row, objects, report));
  const readable = readableOf(rows, source);
  const fields = rows.map((row) => {
    const variants = compileVariants(row, source.fields[row.name], readable, report);
    return compileConsent({ ...compileValues(row, source, readable, report), variants }, source, report);
  });
  const names = fields.map((field) => field.name);
  for (const [index, match] of (source.match ?? []).entries()) {
    for (const name of matchFields(match).filter((part) => !names.includes(part))) {
      report(
        ['match', index],
        `no field is named "${name}"`,
        didYouMean(name, names, 'Name a field of this file.'),
      );
    }
  }
  return {
    entity: source.entity,
    objects,
    createIn,
    createAs: compileCreateAs(source.systems, readable, report),
    scope: compileScope(source.scope, [...objects.keys()], readable, report),
    history: compileHistory(source.history, fields, report),
    fields,
    computed: readable.computed,
    onDelete: source['on-delete'] ?? 'unlink',
    erase: compileErase(source, fields, report),
    comeBack: compileComeBack(source, report),
    matchBy: source.match ?? [],
  };
}

function compileField(
  name: string,
  row: RowDocument,
  objects: ReadonlyMap<SystemName, readonly string[]>,
  report: Report,
): FieldMapping {
  const path = ['fields', name];
  if (row.type === 'reference' && row.entity === undefined) {
    report(path, 'a reference must say what it points at', 'Add e.g. "entity: company".', 'key');
  }
  if (row.entity !== undefined) compileEntityName(row.entity, [...path, 'entity'], report);
  if (row.type !== 'reference' && row.entity !== undefined) {
    report(
      [...path, 'entity'],
      'only a reference points at an entity',
      'Remove it, or make the type reference.',
      'key',
    );
  }
  if (row.region !== undefined && (row.type !== 'phone' || !/^[A-Z]{2}$/u.test(row.region))) {
    report(
      [...path, 'region'],
      'a region is the country of phone numbers, as two capital letters',
      'Write e.g. "region: AT" on a field of type phone.',
    );
  }
  const onCreate = compileOnCreate(row['on-create'], row.type, [...path, 'on-create'], report);
  const columns = new Map<SystemName, ReadonlyMap<string, Column>>();
  for (const [key, value] of Object.entries(row)) {
    if (ROW_KEYS.includes(key)) continue;
    const known = objects.get(key);
    if (known === undefined) {
      const near = nearest(key, [...ROW_KEYS, ...objects.keys()]);
      const fix = near === null ? 'Name the system under "systems" first.' : `Did you mean "${near}"?`;
      report([...path, key], `"${key}" is neither a key of a field nor a system of this file`, fix, 'key');
      continue;
    }
    const byObject = [...perObject(value as ColumnDocument, known)].map(([object, column, deeper]) => {
      if (!known.includes(object) && !known.includes('*')) {
        report(
          [...path, key, object],
          `${key} has no object "${object}" here`,
          didYouMean(object, known, 'Name it under "systems".'),
          'key',
        );
      }
      return [object, compileColumn(column, row, onCreate, [...path, key, ...deeper], report)] as const;
    });
    columns.set(key, new Map(byObject));
  }
  const systems = [...columns.keys()];
  if (systems.length === 0)
    report(path, 'no system has this field', 'Add a system with its field name.', 'key');
  return {
    name,
    type: row.type,
    entity: row.entity ?? null,
    columns,
    direction: compileDirection(row.direction, systems, path, report),
    authority: compileAuthority(row.authority, row.type, systems, path, report),
    nulls: row.nulls ?? 'clear',
    onCreate,
    region: row.region ?? null,
    variants: [],
  };
}

/** The columns by object, each with the path to it below its system. */
function* perObject(
  value: ColumnDocument,
  known: readonly string[],
): Generator<readonly [object: string, column: string | ColumnOptions, path: Path]> {
  if (typeof value === 'string' || isOptions(value)) {
    for (const object of known) yield [object, value, []];
    return;
  }
  for (const [object, column] of Object.entries(value)) yield [object, column, [object]];
}

/** No object is named `field`, so that key tells a column's options from columns by object. */
const isOptions = (value: Exclude<ColumnDocument, string>): value is ColumnOptions =>
  typeof value['field'] === 'string';
