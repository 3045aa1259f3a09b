import type { FieldSchema } from './schema.ts';

/** Of what people are to choose from, what a picklist does not offer; nothing of a field that is none. Case does not matter. */
export function lackingOptions(
  wanted: readonly string[],
  { options }: Pick<FieldSchema, 'options'>,
): readonly string[] {
  if (options.length === 0) return [];
  const offered = new Set(options.flatMap(({ value, active }) => (active ? [value.toLowerCase()] : [])));
  return wanted.filter((value) => !offered.has(value.toLowerCase()));
}
