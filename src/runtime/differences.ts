import type { Difference } from '../api/decided.ts';

/** Every place at which two JSON values differ; keys may come in any order. */
export function differencesOf(stored: unknown, again: unknown, path = ''): readonly Difference[] {
  if (Object.is(stored, again)) return [];
  if (!isNested(stored) || !isNested(again) || Array.isArray(stored) !== Array.isArray(again))
    return [{ path, stored, again }];
  const keys = [...new Set([...Object.keys(stored), ...Object.keys(again)])];
  return keys.flatMap((key) => differencesOf(stored[key], again[key], path === '' ? key : `${path}.${key}`));
}

const isNested = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
