import type { SystemName } from '../domain/record.ts';
import type { FieldSchema, FieldType, ObjectSchema } from '../domain/schema.ts';
import type { Column, FieldMapping } from './mapping.ts';
import type { ParsedMapping } from './parse.ts';
import type { Path, Problem } from './problem.ts';
import { checkRequired } from './check-required.ts';
import { didYouMean } from '../domain/suggest.ts';

/** What the live systems look like: for each, its objects by name, and whether it can be written at all. */
export interface LiveSystem {
  readonly objects: ReadonlyMap<string, ObjectSchema>;
  readonly writable: boolean;
}

/** Takes down one problem of the mapping. */
export type Note = (severity: Problem['severity'], path: Path, cause: string, fix: string) => void;

/**
 * Compares a mapping with the live schema of its systems. Systems that were not described are not checked.
 * Errors keep records from being written; warnings are about values that may not fit.
 */
export function checkMapping(
  parsed: ParsedMapping,
  live: ReadonlyMap<SystemName, LiveSystem>,
): readonly Problem[] {
  const { mapping, file, locate } = parsed;
  const problems: Problem[] = [];
  const note: Note = (severity, path, cause, fix) => {
    problems.push({ severity, file, ...locate(path, 'value'), path: path.join('.'), cause, fix });
  };
  for (const [system, names] of mapping.objects) {
    const described = live.get(system);
    for (const name of described === undefined ? [] : names) {
      if (name === '*' || described?.objects.has(name) === true) continue;
      const fix = didYouMean(
        name,
        described?.objects.keys() ?? [],
        'Check the name, and that the connected user may see it.',
      );
      note('error', ['systems', system], `${system} has no object "${name}"`, fix);
    }
  }
  for (const field of mapping.fields) {
    for (const [system, columns] of field.columns) {
      const described = live.get(system);
      if (described === undefined) continue;
      for (const [object, column] of columns) {
        const path = ['fields', field.name, system, object];
        for (const schema of schemasOf(described, object))
          checkColumn(field, system, column, schema, described, path, note);
      }
    }
    checkLengths(field, live, note);
  }
  checkRequired(mapping, live, note);
  return problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
}

/** The objects behind `*` are described alike (they are sources of one form), so the first stands for all. */
function schemasOf(described: LiveSystem, object: string): readonly ObjectSchema[] {
  if (object === '*') return [...described.objects.values()].slice(0, 1);
  const schema = described.objects.get(object);
  return schema === undefined ? [] : [schema];
}

function checkColumn(
  field: FieldMapping,
  system: SystemName,
  column: Column,
  schema: ObjectSchema,
  described: LiveSystem,
  path: Path,
  note: Note,
): void {
  const where = `${system} ${schema.object}.${column.field}`;
  const found = schema.fields.get(column.field);
  if (found === undefined) {
    const fix = didYouMean(
      column.field,
      schema.fields.keys(),
      'Check the name, and that the connected user may see it.',
    );
    note('error', path, `${where} does not exist`, fix);
    return;
  }
  const untouched = column.read.length === 0 && column.write.length === 0;
  if (untouched && !FITTING[field.type].includes(found.type)) {
    note(
      'error',
      path,
      `${where} is of type ${found.type}, not ${field.type}`,
      'Change the type of the row, or convert with read and write transforms.',
    );
  }
  const isTarget =
    described.writable && (field.direction.kind === 'both' || field.direction.system === system);
  if (!isTarget) return;
  if (!found.updatable && !found.creatable) {
    note(
      'error',
      path,
      `${where} cannot be written${found.calculated ? ': the system calculates it' : ''}`,
      'Give the row a direction away from this system, or let the connected user edit the field.',
    );
  }
  checkOptions(field, column, found, where, path, note);
}

function checkOptions(
  field: FieldMapping,
  column: Column,
  found: FieldSchema,
  where: string,
  path: Path,
  note: Note,
): void {
  if (found.options.length === 0 || !found.restricted) return;
  const known = new Set(found.options.filter((option) => option.active).map((option) => option.value));
  const written = [
    ...(column.values?.keys() ?? []),
    ...(typeof column.onCreate === 'string' && column.values === null ? [column.onCreate] : []),
  ];
  for (const value of written) {
    if (!known.has(value))
      note(
        'error',
        path,
        `${where} has no option "${value}"`,
        didYouMean(value, known, 'Add the option there, or map to another.'),
      );
  }
}

/** Text that is longer than the other side takes is refused there. */
function checkLengths(field: FieldMapping, live: ReadonlyMap<SystemName, LiveSystem>, note: Note): void {
  for (const [system, columns] of field.columns) {
    const described = live.get(system);
    if (described?.writable !== true || (field.direction.kind === 'to' && field.direction.system !== system))
      continue;
    for (const [object, column] of columns) {
      const limit = described.objects.get(object)?.fields.get(column.field)?.maxLength ?? null;
      if (limit === null || column.write.some((transform) => transform.name === 'truncate')) continue;
      const path = ['fields', field.name, system, object];
      if (typeof column.onCreate === 'string' && column.onCreate.length > limit) {
        note(
          'error',
          path,
          `"${column.onCreate}" is longer than the ${String(limit)} characters of ${column.field}`,
          'Shorten it.',
        );
      }
      if (field.type === 'text' && isLongerElsewhere(field, system, limit, live)) {
        note(
          'warning',
          path,
          `${system} ${object}.${column.field} takes ${String(limit)} characters, another side has more`,
          `Longer values are parked; add "write: [{ truncate: ${String(limit)} }]" to cut them.`,
        );
      }
    }
  }
}

const isLongerElsewhere = (
  field: FieldMapping,
  system: SystemName,
  limit: number,
  live: ReadonlyMap<SystemName, LiveSystem>,
): boolean =>
  [...field.columns].some(
    ([other, columns]) =>
      other !== system &&
      [...columns].some(([object, column]) => {
        const found = live.get(other)?.objects.get(object)?.fields.get(column.field);
        return found?.type === 'text' && (found.maxLength ?? Infinity) > limit;
      }),
  );

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
