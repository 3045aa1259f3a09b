/**
 * The inverse of a matrix by Gauss and Jordan, in place of the rows given. Without a search for pivots: `I − Q` of a chain
 * that always ends is an M-matrix, for which the elimination needs none (A. Berman, R. J. Plemmons, Nonnegative Matrices
 * in the Mathematical Sciences, 1994, chapter 6).
 */
export function invert(rows: readonly Float64Array[]): readonly Float64Array[] {
  for (const [pivot, pivotRow] of rows.entries()) {
    const divisor = pivotRow[pivot] ?? 0;
    pivotRow[pivot] = 1;
    for (let column = 0; column < pivotRow.length; column += 1)
      pivotRow[column] = (pivotRow[column] ?? 0) / divisor;
    for (const [index, row] of rows.entries()) {
      const factor = row[pivot] ?? 0;
      if (index === pivot || factor === 0) continue;
      row[pivot] = 0;
      for (let column = 0; column < row.length; column += 1)
        row[column] = (row[column] ?? 0) - factor * (pivotRow[column] ?? 0);
    }
  }
  return rows;
}
