import type { Frame, Missing } from './frame.ts';

/** Notes that an input gave no value. */
export function miss(frame: Frame, name: string): void {
  frame.missing = { name, before: frame.missing };
}

/** The names missed since `before`; sorted, without repeats. */
export function missedSince(before: Missing | null, { missing }: Frame): readonly string[] {
  const names: string[] = [];
  for (let at = missing; at !== null && at !== before; at = at.before) {
    if (!names.includes(at.name)) names.push(at.name);
  }
  return names.length > 1 ? names.sort() : names;
}
