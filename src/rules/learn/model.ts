import { binColumn } from './bin-column.ts';
import type { Binning } from './bin.ts';
import { makeDesign, type Design } from './design.ts';
import type { Logistic } from './ridge-logistic.ts';
import type { Column, Rows, Table } from './table.ts';

/** A table's columns in bins that were made from some of its rows; every row is in them. */
export interface Binned {
  readonly binnings: readonly Binning[];
  readonly design: Design;
}

/** What was learned; it can be asked of any row of the table. */
export interface Model extends Binned {
  readonly logistic: Logistic;
}

/** Columns of one bin tell nothing and are left out. */
export function binTable(table: Table, columns: readonly Column[], rows: Rows): Binned {
  const binnings = columns
    .map((column) => binColumn(column, table, rows))
    .filter(({ bins }) => bins.length > 1);
  return { binnings, design: makeDesign(table, binnings) };
}
