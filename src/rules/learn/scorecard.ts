import { AXES, type Axis } from '../rules.ts';
import { binCondition, binName, binOf, type Binning } from './bin.ts';
import type { Model } from './model.ts';
import type { Column, Rows, Table } from './table.ts';

/** The best lead there can be has about as many more than the worst. */
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
  /** Which score the points are for. */
  readonly axis: Axis;
  /** Most points first. */
  readonly bins: readonly ScoredBin[];
}

export interface Scorecard {
  /** Those that make the greatest difference first. A column that makes none is left out. */
  readonly columns: readonly ScoredColumn[];
  /** By row of the table: the sum of the points of its bins. */
  readonly points: Int32Array;
  /** The same for each score alone. */
  readonly pointsOf: Readonly<Record<Axis, Int32Array>>;
  /** The chance of a win is `1 / (1 + exp(-(intercept + perPoint · points)))`. */
  readonly chance: { readonly intercept: number; readonly perPoint: number };
}

/**
 * Whole points in place of weights. Of each column the worst bin has 0, and the best of all columns have 100
 * together: the scaling of scorecards (N. Siddiqi, Credit Risk Scorecards, 2006, chapter 6), with the greatest sum
 * chosen in place of the points that double the odds. Of a signal, not the worst bin has 0 but the one to which the
 * signal gives nothing, so that others may have fewer.
 */
export function makeScorecard(table: Table, rows: Rows, { binnings, design, logistic }: Model): Scorecard {
  const weights = design.columns.map(({ first, size }) => logistic.weights.slice(first, first + size));
  const zeros = weights.map((own, index) => zeroOf(binnings[index], own));
  const range = weights.reduce((sum, own) => sum + Math.max(...own) - Math.min(...own), 0);
  const scale = range === 0 ? 0 : MOST_POINTS / range;
  const points = weights.flatMap((own, index) =>
    [...own].map((weight) => Math.round((weight - (zeros[index] ?? 0)) * scale)),
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
    return {
      column: column.name,
      field: column.field,
      axis: axisOf(column),
      bins: scored.toSorted((a, b) => b.points - a.points),
    };
  });
  const pointsOf = (axis: Axis): Int32Array => {
    const own = design.columns.filter((_, index) => columns[index]?.axis === axis);
    return Int32Array.from(table.ids, (_, row) =>
      own.reduce((sum, { bins }) => sum + (points[bins[row] ?? -1] ?? 0), 0),
    );
  };
  const byAxis = { fit: pointsOf('fit'), engagement: pointsOf('engagement') };
  return {
    columns: columns.filter((one) => spread(one) > 0).toSorted((a, b) => spread(b) - spread(a)),
    points: Int32Array.from(table.ids, (_, row) =>
      AXES.reduce((sum, axis) => sum + (byAxis[axis][row] ?? 0), 0),
    ),
    pointsOf: byAxis,
    chance: {
      intercept: zeros.reduce((sum, weight) => sum + weight, logistic.intercept),
      perPoint: scale === 0 ? 0 : 1 / scale,
    },
  };
}

function zeroOf(binning: Binning | undefined, weights: Float64Array): number {
  const worst = Math.min(...weights);
  if (binning === undefined || binning.column.signal === null) return worst;
  return weights[binOf(binning.bins, binning.column.signal.nothing)] ?? worst;
}

const axisOf = ({ signal }: Column): Axis => signal?.axis ?? 'fit';

export const mostPoints = ({ bins }: ScoredColumn): number => bins[0]?.points ?? 0;
const spread = (column: ScoredColumn): number => mostPoints(column) - (column.bins.at(-1)?.points ?? 0);
