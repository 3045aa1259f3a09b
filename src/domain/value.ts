/**
 * A field value in neutral form, the only form that leaves a connector.
 *
 * - text, option, e-mail, phone, url, reference id: `string`, never empty (a blank is `null`)
 * - number: `number`
 * - boolean: `boolean`
 * - date: `'YYYY-MM-DD'`; datetime: ISO 8601 in UTC with milliseconds (`2026-11-21T18:30:00.000Z`)
 * - several options: `readonly string[]`, sorted, without repeats; none is `null`
 *
 * `null` means "known to be blank". A field that could not be read is absent from {@link Fields}.
 */
export type Value = string | number | boolean | readonly string[] | null;

/** Field name → value. A missing key means "not read", which is never the same as blank. */
export type Fields = Readonly<Record<string, Value>>;

export const isBlank = (value: Value | undefined): value is null | undefined =>
  value === null || value === undefined;

export function sameValue(a: Value, b: Value): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => item === b[index]);
  }
  return a === b;
}

/** The same fields with the same values, in any order. */
export function sameFields(a: Fields, b: Fields): boolean {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => name in b && sameValue(a[name] ?? null, b[name] ?? null))
  );
}
