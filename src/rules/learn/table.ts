import type { Axis } from '../rules.ts';

/**
 * History to learn from, as columns.
 *
 * Words: a **column** is one thing known of each lead, under the **field** name that expressions use; a **cell** is its
 * value in one row, null where nothing is known. The **outcome** says which rows were won. A **bin** is a part of a
 * column's values that is counted as one.
 */
export type Cell = string | number | boolean | null;

export interface Column {
  /** As people know it. */
  readonly name: string;
  /** As expressions name it. */
  readonly field: string;
  readonly type: 'text' | 'number' | 'boolean';
  readonly cells: readonly Cell[];
  /** Null: it is no signal of a scoring file. */
  readonly signal: ColumnSignal | null;
}

/** What a column that tells of a signal is bound by. */
export interface ColumnSignal {
  readonly axis: Axis;
  /** What is there of whoever the signal gives nothing. */
  readonly nothing: Cell;
}

export interface Table {
  /** One for each row; what decides into which part it falls. */
  readonly ids: readonly string[];
  readonly won: readonly boolean[];
  /** When each row was made: any number that grows with time. Null when it is not known. */
  readonly times: readonly number[] | null;
  readonly columns: readonly Column[];
}

/** Places of rows in a table. */
export type Rows = readonly number[];

export const countWins = ({ won }: Table, rows: Rows): number =>
  rows.reduce((wins, row) => wins + (won[row] === true ? 1 : 0), 0);
