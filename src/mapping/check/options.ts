import { applyAll } from '../transform.ts';
import type { Place } from './place.ts';

/** What can be chosen now. */
export const activeOptions = ({ schema }: Place): ReadonlySet<string> =>
  new Set(schema.options.filter((option) => option.active).map((option) => option.value));

/** A count and the first few, for a sentence. */
export function listed(values: readonly string[], what: string): string {
  const first = values.slice(0, 8).map((value) => `"${value}"`);
  const more = values.length - first.length;
  return `${String(values.length)} ${what}${values.length === 1 ? '' : 's'} (${first.join(', ')}${more > 0 ? ` and ${String(more)} more` : ''})`;
}

/** Our values that a picklist or a value map can give; null when it is free text. */
export function givenBy(source: Place): ReadonlySet<string> | null {
  const { schema, column } = source;
  const raw = schema.options.length > 0 ? activeOptions(source) : (column.values?.keys() ?? null);
  if (raw === null) return null;
  return new Set(
    [...raw].flatMap((value) => {
      const read = applyAll(column.read, value);
      return read.kind === 'value' && typeof read.value === 'string' ? [read.value] : [];
    }),
  );
}
