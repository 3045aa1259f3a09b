import { covers, type Cell, type Column, type Range } from './cell.ts';
import { cellOf, type Row } from './routing.ts';

/** What lies between the rows of a table and is taken by none of them. */
export interface Gap {
  /** The row after which it lies. */
  readonly row: Row;
  readonly column: Column;
  /** As it would be written in the column, e.g. `50-99`. */
  readonly missing: string;
}

/**
 * The first gap between rows that differ in nothing but one column of numbers: sizes, or postcodes of digits alone. A gap is
 * only said to be one where no wider row of the table takes it.
 */
export function gapsIn(rows: readonly Row[]): readonly Gap[] {
  const plain = rows.filter(({ when }) => when === null);
  return (['employees', 'postcode'] as const).flatMap((column) => {
    const alike = Map.groupBy(
      plain.filter((row) => cellOf(row, column) !== undefined),
      (row) => keyWithout(column, row),
    );
    return [...alike.values()].flatMap((group) => {
      const [first] = group;
      if (first === undefined || plain.some((row) => takesAllBeside(column, row, first))) return [];
      return firstGap(group, column) ?? [];
    });
  });
}

/** The same for rows that differ in this column alone. */
const keyWithout = (column: Column, { cells }: Row): string =>
  JSON.stringify(
    cells
      .filter((each) => each.column !== column)
      .map(({ column: name, cell }) => [name, cell.kind === 'words' ? [...cell.words].sort() : cell.ranges]),
  );

const takesAllBeside = (column: Column, row: Row, other: Row): boolean =>
  cellOf(row, column) === undefined &&
  row.cells.every(({ column: name, cell }) => {
    const own = cellOf(other, name);
    return own !== undefined && covers(cell, own);
  });

interface Piece {
  readonly row: Row;
  readonly from: number;
  readonly until: number;
  /** Digits; 0 for sizes. */
  readonly digits: number;
}

function firstGap(group: readonly Row[], column: Column): Gap | null {
  const pieces = group.flatMap((row) => piecesOf(row, cellOf(row, column)));
  const digits = pieces[0]?.digits ?? 0;
  // Postcodes of different lengths are not compared: `1` is all of `10-19`.
  if (pieces.some((piece) => piece.digits !== digits)) return null;
  const sorted = pieces.toSorted((a, b) => a.from - b.from);
  let reached = sorted[0];
  for (const piece of sorted) {
    if (reached === undefined) break;
    if (piece.from > reached.until + 1) {
      const [from, until] = [reached.until + 1, piece.from - 1].map((one) =>
        String(one).padStart(digits, '0'),
      );
      return {
        row: reached.row,
        column,
        missing: from === until ? String(from) : `${from ?? ''}-${until ?? ''}`,
      };
    }
    if (piece.until > reached.until) reached = piece;
  }
  return null;
}

const piecesOf = (row: Row, cell: Cell | undefined): readonly Piece[] =>
  cell?.kind === 'ranges' ? cell.ranges.flatMap((range) => pieceOf(row, range) ?? []) : [];

function pieceOf(row: Row, { from, until }: Range): Piece | null {
  if (typeof from === 'number' && typeof until === 'number') return { row, from, until, digits: 0 };
  const [low, high] = [String(from), String(until).slice(0, String(from).length)];
  if (!/^\d+$/u.test(low) || !/^\d+$/u.test(high)) return null;
  return { row, from: Number(low), until: Number(high), digits: low.length };
}
