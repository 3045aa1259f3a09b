import { binCondition, binName } from './bin.ts';
import type { Model } from './model.ts';
import type { Rows, Table } from './table.ts';

/** The best lead there can be has about as many. */
const MOST_POINTS = 100;

export interface ScoredBin {
  readonly name: string;
  /** The expression that holds for it. */
  readonly when: string;
  readonly points: number;
  /** Of the rows that were learned from. */
  readonly rows: number;
  readonly wins: number;
}

export interface ScoredColumn {
  readonly column: string;
  readonly field: string;
  /** Most points first; the last has 0. */
  readonly bins: readonly ScoredBin[];
}

export interface Scorecard {
  /** Those that make the greatest difference first. A column that makes none is left out. */
  readonly columns: readonly ScoredColumn[];
  /** By row of the table: the sum of the points of its bins. */
  readonly points: Int32Array;
  /** The chance of a win is `1 / (1 + exp(-(intercept + perPoint · points)))`. */
  readonly chance: { readonly intercept: number; readonly perPoint: number };
}

/**
 * Whole points in place of weights. Of each column the worst bin has 0, and the best of all columns have 100
 * together: the scaling of scorecards (N. Siddiqi, Credit Risk Scorecards, 2006, chapter 6), with the greatest sum
 * chosen in place of the points that double the odds.
 */
export function makeScorecard(table: Table, rows: Rows, { binnings, design, logistic }: Model): Scorecard {
  const weights = design.columns.map(({ first, size }) => logistic.weights.slice(first, first + size));
  const worst = weights.map((own) => Math.min(...own));
  const range = weights.reduce((sum, own, index) => sum + Math.max(...own) - (worst[index] ?? 0), 0);
  const scale = range === 0 ? 0 : MOST_POINTS / range;
  const points = weights.flatMap((own, index) =>
    [...own].map((weight) => Math.round((weight - (worst[index] ?? 0)) * scale)),
  );
  const columns = binnings.map(({ column, bins }, index): ScoredColumn => {
    const { first = 0, bins: binOfRow = [] } = design.columns[index] ?? {};
    const scored = bins.map((bin, place): ScoredBin => {
      const inBin = rows.filter((row) => binOfRow[row] === first + place);
      return {
        name: binName(bin),
        when: binCondition(column.field, bin),
        points: points[first + place] ?? 0,
        rows: inBin.length,
        wins: inBin.filter((row) => table.won[row] === true).length,
      };
    });
    return { column: column.name, field: column.field, bins: scored.toSorted((a, b) => b.points - a.points) };
  });
  return {
    columns: columns.filter((one) => mostPoints(one) > 0).toSorted((a, b) => mostPoints(b) - mostPoints(a)),
    points: Int32Array.from(table.ids, (_, row) =>
      design.columns.reduce((sum, { bins }) => sum + (points[bins[row] ?? -1] ?? 0), 0),
    ),
    chance: {
      intercept: worst.reduce((sum, weight) => sum + weight, logistic.intercept),
      perPoint: scale === 0 ? 0 : 1 / scale,
    },
  };
}

export const mostPoints = ({ bins }: ScoredColumn): number => bins[0]?.points ?? 0;
