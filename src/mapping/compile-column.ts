import type { Value } from '../domain/value.ts';
import { compileOnCreate } from './compile-policy.ts';
import type { ColumnOptions, RowDocument } from './document.ts';
import type { Column } from './mapping.ts';
import type { Path, Report } from './problem.ts';
import { didYouMean } from '../domain/suggest.ts';
import type { Transform } from './transform.ts';
import { TRANSFORMS } from './transforms/index.ts';
import { readValues, writeValues } from './value-map.ts';

/** One column; `onCreate` is the row's, which the column's own replaces. */
export function compileColumn(
  source: string | ColumnOptions,
  row: RowDocument,
  onCreate: Value | null,
  path: Path,
  report: Report,
): Column {
  const options: ColumnOptions = typeof source === 'string' ? { field: source } : source;
  if (row.type === 'reference' && options.object === undefined) {
    report(
      path,
      'a reference must say which object of this system its ids belong to',
      'Write e.g. { field: AccountId, object: Account }.',
    );
  }
  if (row.type !== 'reference' && options.object !== undefined) {
    report(
      [...path, 'object'],
      'only a reference points at an object',
      'Remove it, or make the type reference.',
      'key',
    );
  }
  const values = compileValues(options, row, path, report);
  const writeAs = compileWriteAs(options, values, path, report);
  const own = options['on-create'];
  return {
    field: options.field,
    read: [
      ...compileTransforms(options.read, [...path, 'read'], report),
      ...(values === null ? [] : [readValues(values, options.otherwise ?? null)]),
    ],
    write: [
      ...(values === null ? [] : [writeValues(values, writeAs)]),
      ...compileTransforms(options.write, [...path, 'write'], report),
    ],
    values,
    writeAs,
    otherwise: options.otherwise ?? null,
    targets: [options.object ?? []].flat(),
    onCreate: own === undefined ? onCreate : compileOnCreate(own, row.type, [...path, 'on-create'], report),
    value: null,
  };
}

function compileTransforms(list: ColumnOptions['read'], path: Path, report: Report): readonly Transform[] {
  return (list ?? []).flatMap((item, index) => {
    const at = [...path, index];
    const steps = typeof item === 'string' ? [[item, undefined] as const] : Object.entries(item);
    const [first, ...more] = steps;
    if (first === undefined || more.length > 0) {
      report(at, 'each transform is an item of its own', 'Write e.g. [trim, { truncate: 40 }].');
      return [];
    }
    const [name, argument] = first;
    const kind = TRANSFORMS.get(name);
    if (kind === undefined) {
      report(
        at,
        `there is no transform "${name}"`,
        didYouMean(name, TRANSFORMS.keys(), 'See docs/mapping.md for those there are.'),
      );
      return [];
    }
    const made = kind.compile(argument);
    if (typeof made !== 'string') return [made];
    report(at, `"${name}" ${made}`, 'See docs/mapping.md for examples.');
    return [];
  });
}

function compileValues(
  options: ColumnOptions,
  row: RowDocument,
  path: Path,
  report: Report,
): ReadonlyMap<string, string> | null {
  if (options.values === undefined) {
    if (options.otherwise !== undefined)
      report(
        [...path, 'otherwise'],
        '"otherwise" needs "values" beside it',
        'Remove it, or add the values.',
        'key',
      );
    return null;
  }
  if (row.type !== 'option' && row.type !== 'options' && row.type !== 'text') {
    report(
      [...path, 'values'],
      `values of type ${row.type} cannot be mapped one by one`,
      'Use it with the types option, options, text.',
      'key',
    );
  }
  const values = new Map<string, string>();
  for (const [ours, theirs] of Object.entries(options.values)) {
    for (const value of [theirs].flat()) {
      const other = values.get(value);
      if (other !== undefined)
        report(
          [...path, 'values', ours],
          `"${value}" is mapped to "${other}" already`,
          'Remove one of the two.',
          'value',
          'ambiguous-value',
        );
      else values.set(value, ours);
    }
  }
  return values;
}

/** What is written must read as something, and none of ours is written as two values. */
function compileWriteAs(
  options: ColumnOptions,
  values: ReadonlyMap<string, string> | null,
  path: Path,
  report: Report,
): ReadonlyMap<string, string> {
  const writeAs = new Map(Object.entries(options['write-as'] ?? {}));
  for (const [ours, theirs] of writeAs) {
    const at = [...path, 'write-as', ours];
    if (options.values !== undefined && ours in options.values)
      report(at, `"values" says already what is written for "${ours}"`, 'Remove one of the two.', 'key');
    else if (values?.has(theirs) !== true)
      report(
        at,
        `"${theirs}" would be written, and "values" does not say what it means when it is read`,
        didYouMean(theirs, values?.keys() ?? [], 'Add it to "values".'),
      );
  }
  return writeAs;
}
