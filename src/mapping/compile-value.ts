import type { SystemName } from '../domain/record.ts';
import { compileOver, type Readable } from './compile-expression.ts';
import type { MappingDocument } from './document.ts';
import type { Column, FieldMapping } from './mapping.ts';
import type { Path, Report } from './problem.ts';

/** The text of one column's `value`. */
interface ValueText {
  readonly system: SystemName;
  readonly object: string;
  readonly text: string;
  readonly path: Path;
}

/** What the expressions of a file may read. */
export const readableOf = (fields: readonly FieldMapping[], source: MappingDocument): Readable => ({
  fields: new Map(fields.map(({ name, type }) => [name, { type }])),
  computed: new Set(fields.filter((field) => textsOf(field, source).length > 0).map((field) => field.name)),
});

/**
 * Gives columns with `value` their expressions. Such a row says what one system is to hold and nothing else: all its
 * columns are that system's, and it flows there alone. So there is nothing that could be taken for a change made there.
 */
export function compileValues(
  field: FieldMapping,
  source: MappingDocument,
  readable: Readable,
  report: Report,
): FieldMapping {
  const texts = textsOf(field, source);
  const [first] = texts;
  if (first === undefined) return field;
  reportMisfit(field, first, texts.length, report);
  const columns = new Map<string, Column>(field.columns.get(first.system));
  const compiled = new Map<string, ReturnType<typeof compileOver>>();
  for (const { object, text, path } of texts) {
    const column = columns.get(object);
    const key = path.join('.');
    // One text may stand for several objects; its problems are told once.
    if (!compiled.has(key)) compiled.set(key, compileOver(readable, text, field.type, path, report));
    if (column !== undefined) columns.set(object, { ...column, value: compiled.get(key) ?? null });
  }
  return { ...field, columns: new Map([...field.columns, [first.system, columns]]) };
}

function reportMisfit(field: FieldMapping, { system, path }: ValueText, texts: number, report: Report): void {
  const all = [...field.columns.values()].reduce((sum, columns) => sum + columns.size, 0);
  if (field.columns.size > 1 || texts < all) {
    report(
      path,
      `${field.name} has columns beside the one that is computed`,
      'Make the computed column a row of its own; its expression may read this row.',
      'key',
    );
  }
  if (field.direction.kind !== 'to' || field.direction.system !== system) {
    report(
      path,
      'what is computed can only be written, not read',
      `Give the row "direction: to ${system}".`,
      'key',
    );
  }
  if (field.type === 'reference')
    report(path, 'a reference cannot be computed', 'Map the reference itself.', 'key');
}

function textsOf(field: FieldMapping, source: MappingDocument): readonly ValueText[] {
  const row: Readonly<Record<string, unknown>> = source.fields[field.name] ?? {};
  return [...field.columns].flatMap(([system, columns]) =>
    [...columns.keys()].flatMap((object): readonly ValueText[] => {
      const written = row[system];
      if (!isMap(written)) return [];
      const own = typeof written['field'] === 'string';
      const options = own ? written : written[object];
      if (!isMap(options) || typeof options['value'] !== 'string') return [];
      const path = ['fields', field.name, system, ...(own ? [] : [object]), 'value'];
      return [{ system, object, text: options['value'], path }];
    }),
  );
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
