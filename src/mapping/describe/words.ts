import type { SystemName } from '../../domain/record.ts';
import type { Value } from '../../domain/value.ts';

/** How a system is spoken of. */
export interface SystemWords {
  readonly title: string;
  /** One that is only read is never said to be sent anything. */
  readonly writable: boolean;
}

/** Of every connector. A system that is not among them is called by its name. */
export type Systems = ReadonlyMap<SystemName, SystemWords>;

/** A change of one column; the caller says where, e.g. `Salesforce Lead`, and tells equal ones once. */
export type ChangeAt = (place: string) => string;

export const titleOf = (systems: Systems, system: SystemName): string => systems.get(system)?.title ?? system;

export const isWritable = (systems: Systems, system: SystemName): boolean =>
  systems.get(system)?.writable ?? true;

/** A canonical name as people say it: `jobTitle` is `Job title`. */
export function spoken(name: string): string {
  const words = name.replace(/(?<=[\p{Ll}\d])\p{Lu}/gu, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function shown(value: Value): string {
  if (value === null) return 'blank';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return String(value);
  return [value]
    .flat()
    .map((item) => `'${item}'`)
    .join(', ');
}

export function listed(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

/** In the order of the first list, then of the second; each once. */
export const union = <T>(first: Iterable<T>, second: Iterable<T>): readonly T[] => [
  ...new Set([...first, ...second]),
];

export const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((item, index) => item === b[index]);

/** `1 line`, `2 lines` */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
