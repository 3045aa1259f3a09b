import { binOf, type Binning } from './bin.ts';
import type { Table } from './table.ts';

/** Which bins each row is in: one of each column, so that the rest of the row is zeros that nobody has to store. */
export interface Design {
  /** The bins of all columns. */
  readonly width: number;
  readonly columns: readonly DesignColumn[];
}

export interface DesignColumn {
  /** The number of its first bin among all. */
  readonly first: number;
  readonly size: number;
  /** For each row of the table the number of its bin among all, or -1. */
  readonly bins: Int32Array;
}

export function makeDesign({ ids }: Table, binnings: readonly Binning[]): Design {
  let width = 0;
  const columns = binnings.map(({ column, bins: own }): DesignColumn => {
    const first = width;
    width += own.length;
    const known = new Map<unknown, number>();
    const bins = Int32Array.from(ids, (_, row) => {
      const cell = column.cells[row] ?? null;
      const bin = known.get(cell) ?? binOf(own, cell);
      known.set(cell, bin);
      return bin === -1 ? -1 : first + bin;
    });
    return { first, size: own.length, bins };
  });
  return { width, columns };
}
