import type { Value } from '../../domain/value.ts';

/** The columns of tables, each with the canonical field that it reads unless the file names another. */
export const COLUMNS = {
  country: 'country',
  state: 'state',
  postcode: 'postalCode',
  employees: 'company.employees',
  industry: 'company.industry',
  interest: 'productInterest',
  language: 'language',
  company: 'company.name',
  domain: 'company.domain',
} as const;
export type Column = keyof typeof COLUMNS;

/**
 * What a column of a row takes: some words, in the form of {@link Form}, or what lies in a range. Ranges of postcodes are
 * of texts in the order of their characters: `10-14` is from `10` to the last that begins with `14`.
 */
export type Cell =
  | { readonly kind: 'words'; readonly words: ReadonlySet<string> }
  | { readonly kind: 'ranges'; readonly ranges: readonly Range[] };

/** Both ends included. */
export interface Range {
  readonly from: string | number;
  readonly until: string | number;
}

/** A person's value as a column compares it; several where each counts. Null: there is nothing to compare. */
export type Form = string | number | readonly string[] | null;

/** How each column looks at a value. `country` gives a country's code, or null. */
export function formOf(
  column: Column,
  value: Value | undefined,
  country: (text: string) => string | null,
): Form {
  if (value === null || value === undefined || typeof value === 'boolean') return null;
  if (column === 'employees') return typeof value === 'number' ? value : null;
  if (typeof value === 'number') return null;
  if (typeof value !== 'string') return value.map(fold);
  switch (column) {
    case 'country':
      return country(value);
    case 'postcode':
      return value.replace(/[\s-]/gu, '').toUpperCase();
    case 'language': {
      // `de-at` is German as well.
      const language = fold(value).replaceAll('_', '-');
      return language.includes('-') ? [language, language.slice(0, language.indexOf('-'))] : language;
    }
    default:
      return fold(value);
  }
}

/** Case and blanks around it do not matter. */
export const fold = (text: string): string => text.trim().toLowerCase();

export function takes(cell: Cell, form: Form): boolean {
  if (form === null) return false;
  if (cell.kind === 'words')
    return typeof form === 'string'
      ? cell.words.has(form)
      : typeof form === 'object' && form.some((word) => cell.words.has(word));
  if (typeof form === 'object') return false;
  for (const { from, until } of cell.ranges) if (from <= form && form <= until) return true;
  return false;
}

/** Whether all that the second takes, the first takes too; said only where it is sure. */
export function covers(wide: Cell, narrow: Cell): boolean {
  if (wide.kind === 'words')
    return narrow.kind === 'words' && [...narrow.words].every((word) => wide.words.has(word));
  if (narrow.kind === 'words') return false;
  return narrow.ranges.every((range) =>
    wide.ranges.some(({ from, until }) => from <= range.from && range.until <= until),
  );
}

/** Whether something is taken by both. */
export function overlap(a: Cell, b: Cell): boolean {
  if (a.kind === 'words') return b.kind === 'words' && [...a.words].some((word) => b.words.has(word));
  if (b.kind === 'words') return false;
  return a.ranges.some((one) => b.ranges.some((other) => one.from <= other.until && other.from <= one.until));
}
