import type { Fields } from '../../domain/value.ts';

/** What forms and lists write where nothing is known. */
export const PLACEHOLDERS: readonly string[] = ['', 'select', 'unknown', 'n/a'];

/** The text of a cell, or null where it only fills the place of one. Case and outer spaces do not matter. */
export function readText(text: string, placeholders: readonly string[] = PLACEHOLDERS): string | null {
  const trimmed = text.trim();
  const folded = trimmed.toLowerCase();
  const isHole = trimmed === '' || placeholders.some((word) => word.trim().toLowerCase() === folded);
  return isHole ? null : trimmed;
}

/** Fields whose texts only fill the place of a value are blank. */
export const fieldsWithoutPlaceholders = (fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string' && readText(value) === null ? null : value,
    ]),
  );
