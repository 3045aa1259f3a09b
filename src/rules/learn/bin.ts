import type { Cell, Column } from './table.ts';

/** A part of a column's values that is counted as one. */
export type Bin =
  | { readonly kind: 'blank' }
  /** The most frequent first. */
  | { readonly kind: 'values'; readonly values: readonly (string | boolean)[] }
  /** Every text but these: values too rare to be counted alone. */
  | { readonly kind: 'other'; readonly than: readonly string[] }
  /** From (inclusive) up to below; null is without end. */
  | { readonly kind: 'range'; readonly from: number | null; readonly below: number | null };

/** A column's bins; no value is in two of them. */
export interface Binning {
  readonly column: Column;
  readonly bins: readonly Bin[];
}

/** Which bin a cell is in; -1 when in none, as nothing like it was there to learn from. */
export function binOf(bins: readonly Bin[], cell: Cell): number {
  return bins.findIndex((bin) => holds(bin, cell));
}

function holds(bin: Bin, cell: Cell): boolean {
  switch (bin.kind) {
    case 'blank':
      return cell === null;
    case 'values':
      return bin.values.some((value) => value === cell);
    case 'other':
      return typeof cell === 'string' && !bin.than.includes(cell);
    case 'range':
      return (
        typeof cell === 'number' &&
        (bin.from === null || cell >= bin.from) &&
        (bin.below === null || cell < bin.below)
      );
  }
}

export function binName(bin: Bin): string {
  switch (bin.kind) {
    case 'blank':
      return 'blank';
    case 'values':
      return valuesName(bin.values);
    case 'other':
      return 'another';
    case 'range':
      if (bin.from === null) return bin.below === null ? 'any number' : `below ${bin.below}`;
      return bin.below === null ? `${bin.from} or more` : `${bin.from} to below ${bin.below}`;
  }
}

/** As many are named, the others only counted. */
const NAMED = 3;

function valuesName(values: readonly (string | boolean)[]): string {
  const names = values.map((value) => (typeof value === 'string' ? value : value ? 'yes' : 'no'));
  const more = names.length - NAMED;
  return [...names.slice(0, NAMED), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

/** The condition, as an expression, that holds for just the cells of the bin. */
export function binCondition(field: string, bin: Bin): string {
  switch (bin.kind) {
    case 'blank':
      return `${field} == null`;
    case 'values':
      return bin.values.length === 1
        ? `${field} == ${JSON.stringify(bin.values[0])}`
        : `${field} in ${list(bin.values)}`;
    case 'other':
      return bin.than.length === 0 ? `${field} != null` : `!(${field} in ${list(bin.than)})`;
    case 'range': {
      const ends = [
        ...(bin.from === null ? [] : [`${field} >= ${bin.from}`]),
        ...(bin.below === null ? [] : [`${field} < ${bin.below}`]),
      ];
      return ends.length === 0 ? `${field} != null` : ends.join(' && ');
    }
  }
}

const list = (values: readonly (string | boolean)[]): string =>
  `[${values.map((value) => JSON.stringify(value)).join(', ')}]`;
