import type { Path } from '../../mapping/problem.ts';
import type { Note } from '../note.ts';
import { covers, overlap } from './cell.ts';
import { gapsIn } from './gaps.ts';
import { cellOf, type Row } from './routing.ts';

/** Tells rows of one table that stand in each other's way, and what lies between them and is taken by none. */
export function checkTable(rows: readonly Row[], path: Path, isRestTaken: boolean, note: Note): void {
  for (const [index, row] of rows.entries()) {
    const above = rows.slice(0, index);
    const place = [...path, index];
    const wider = above.find((other) => isWithin(row, other));
    if (wider !== undefined) {
      const cause = `the row above for ${wider.text} takes everybody whom this one takes`;
      note('never-reached', place, cause, 'Put the narrower row first, or remove this one.');
      continue;
    }
    const rival = above.find((other) => clash(other, row));
    if (rival !== undefined) {
      const cause = `${row.text} and ${rival.text} have people in common`;
      note('rows-overlap', place, cause, 'Let one of the two end where the other begins.');
    }
  }
  if (isRestTaken) return;
  for (const { row, column, missing } of gapsIn(rows)) {
    const cause = `no row takes ${column} ${missing}, and no rule takes everybody`;
    note(
      'uncovered',
      [...path, rows.indexOf(row), column],
      cause,
      'Close the gap, or add a rule for the rest.',
    );
  }
}

/** Whether a row takes nobody but whom the other takes. */
function isWithin(narrow: Row, wide: Row): boolean {
  if (wide.when !== null && wide.when.text !== narrow.when?.text) return false;
  return wide.cells.every(({ column, cell }) => {
    const own = cellOf(narrow, column);
    return own !== undefined && covers(cell, own);
  });
}

/** Two rows over the same columns, of which neither is a part of the other: that one goes first is hardly meant. */
function clash(a: Row, b: Row): boolean {
  if (a.when !== null || b.when !== null || a.cells.length !== b.cells.length || isWithin(a, b)) return false;
  if (a.target.kind === b.target.kind && a.target.name === b.target.name) return false;
  return a.cells.every(({ column, cell }) => {
    const other = cellOf(b, column);
    return other !== undefined && overlap(cell, other);
  });
}
