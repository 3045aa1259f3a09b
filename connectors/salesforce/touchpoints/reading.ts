import type { Touchpoint, Who } from '../../../src/domain/touchpoint.ts';
import { isoDatetime } from '../codec.ts';
import { fullId } from '../ids.ts';
import type { Row } from '../query.ts';
import { EXTERNAL_KEY } from '../versions.ts';

/** How rows of one object are touchpoints. */
export interface Reading {
  readonly object: string;
  readonly meaning: string;
  /** Columns that are asked for where the org shows them; without the first ones there is nothing to tell. */
  readonly needed: readonly string[];
  readonly wanted: readonly string[];
  /** What rows must be, in SOQL, given the columns that the org shows. */
  readonly where: (shown: ReadonlySet<string>) => readonly string[];
  /** Null for a row that is of nobody. */
  readonly toTouchpoint: (row: Row, now: Date) => Touchpoint | null;
}

/** The object is told by the first three characters of an id. */
const PEOPLE: Readonly<Record<string, string>> = { '00Q': 'Lead', '003': 'Contact' };

export function personIn(id: unknown): Who | null {
  const object = typeof id === 'string' ? PEOPLE[id.slice(0, 3)] : undefined;
  return object === undefined ? null : { kind: 'record', object, id: fullId(id as string) };
}

export const textIn = (row: Row, column: string): string | null => {
  const value = row[column];
  return typeof value === 'string' && value !== '' ? value : null;
};

/** Our key, where the row has one. */
export function keyIn(row: Row): Pick<Touchpoint, 'key'> {
  const key = textIn(row, EXTERNAL_KEY);
  return key === null ? {} : { key };
}

/** A datetime, or a date as its first moment; null for a blank and for a column that is not shown. */
export function timeIn(row: Row, column: string): Date | null {
  const value = textIn(row, column);
  return value === null ? null : new Date(value.length === 10 ? value : isoDatetime(value));
}

export const earliest = (...times: readonly (Date | null)[]): Date =>
  new Date(Math.min(...times.flatMap((time) => (time === null ? [] : [time.getTime()]))));
