import { sameValue, type Fields } from '../domain/value.ts';

/** The same fields with the same values, in any order. */
export function sameFields(a: Fields, b: Fields): boolean {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => name in b && sameValue(a[name] ?? null, b[name] ?? null))
  );
}
