import { auc } from './auc.ts';
import { choosePenalty } from './choose-penalty.ts';
import { findRepeated, type Repeated } from './find-repeated.ts';
import type { Interval } from './interval.ts';
import { findLeaks } from './leaks/find-leaks.ts';
import type { Leak } from './leaks/leak.ts';
import { measure, type Foretold, type Quality } from './measure.ts';
import { binTable } from './model.ts';
import { chanceOf, fitLogistic } from './ridge-logistic.ts';
import { makeScorecard, type Scorecard, type ScoredColumn } from './scorecard.ts';
import { splitTable, toss, type Split } from './split.ts';
import { countWins, type Column, type Rows, type Table } from './table.ts';

/** With fewer wins, or fewer losses, any figure would be chance. */
export const LEAST_OUTCOMES = 20;

export interface FitOptions {
  /** Columns that are known only after the outcome, as somebody told. */
  readonly knownAfter: readonly string[];
  /** Columns to learn from although they seem to leak. */
  readonly allow: readonly string[];
  /** How the rows to measure on are taken; by time only when the table has times. */
  readonly splitBy: Split['by'];
}

export interface Fit {
  readonly kind: 'fitted';
  readonly rows: number;
  readonly wins: number;
  readonly trained: { readonly rows: number; readonly wins: number };
  readonly splitBy: Split['by'];
  readonly leaks: readonly Leak[];
  /** Columns that nothing is learned from because of their leaks. */
  readonly refused: readonly string[];
  /** Columns that another column says already. */
  readonly repeated: readonly Repeated[];
  /** Columns that say nothing: they hold one value, nothing repeats, or their points round to 0. */
  readonly silent: readonly string[];
  readonly columns: readonly ScoredColumn[];
  /** The chance of a win is `1 / (1 + exp(-(intercept + perPoint · points)))`. */
  readonly chance: Scorecard['chance'];
  /**
   * From which points of fit on, of the rows that were learned from, a lead is among the best tenth, quarter, half,
   * three quarters.
   */
  readonly grades: Readonly<Record<'A' | 'B' | 'C' | 'D' | 'E', number>>;
  /** The same of the points of engagement, for the best tenth, quarter and half; null: no column gives any. */
  readonly levels: Readonly<Record<1 | 2 | 3, number>> | null;
  readonly penalty: number;
  /** How often the better of two is ranked higher, on parts of the training that were left out in turn. */
  readonly crossValidated: Interval | null;
  /** On rows that nothing was learned from. */
  readonly holdout: Quality;
}

export type FitResult = Fit | { readonly kind: 'too-few'; readonly wins: number; readonly losses: number };

/**
 * Learns points for the columns of a table. Leaks are looked for, the penalty is chosen and the points are made on the
 * training rows alone, and measured on the holdout. The same table gives the same points.
 */
export function fit(table: Table, { knownAfter, allow, splitBy }: FitOptions): FitResult {
  const all = table.ids.map((_, row) => row);
  const wins = countWins(table, all);
  const losses = all.length - wins;
  if (Math.min(wins, losses) < LEAST_OUTCOMES) return { kind: 'too-few', wins, losses };

  const { training, holdout, by } = splitTable(table, splitBy);
  const leaks = findLeaks(table, training, knownAfter);
  const leaking = new Set(leaks.filter(({ verdict }) => verdict === 'refused').map(({ column }) => column));
  const isRefused = ({ name }: Column): boolean => leaking.has(name) && !allow.includes(name);
  const open = table.columns.filter((column) => !isRefused(column));
  const repeated = findRepeated(table, open, training);
  const columns = open.filter(({ name }) => repeated.every(({ column }) => column !== name));

  const { penalty, crossValidated } = choosePenalty(table, columns, training);
  const binned = binTable(table, columns, training);
  const logistic = fitLogistic(binned.design, table.won, training, penalty);
  const card = makeScorecard(table, training, { ...binned, logistic });
  const scored = new Set(card.columns.map(({ column }) => column));
  return {
    kind: 'fitted',
    rows: all.length,
    wins,
    trained: { rows: training.length, wins: countWins(table, training) },
    splitBy: by,
    leaks,
    refused: table.columns.filter(isRefused).map(({ name }) => name),
    repeated,
    silent: columns.map(({ name }) => name).filter((name) => !scored.has(name)),
    columns: card.columns,
    chance: card.chance,
    grades: gradesOf(training.map((row) => card.pointsOf.fit[row] ?? 0)),
    levels: card.columns.some(({ axis }) => axis === 'engagement')
      ? levelsOf(training.map((row) => card.pointsOf.engagement[row] ?? 0))
      : null,
    penalty,
    crossValidated: auc(crossValidated),
    holdout: measure(foretell(table, holdout, card), (id) => toss(id, 'rank')),
  };
}

const foretell = (table: Table, rows: Rows, { points, chance }: Scorecard): readonly Foretold[] =>
  rows.map((row) => {
    const score = points[row] ?? 0;
    return {
      id: table.ids[row] ?? '',
      score,
      won: table.won[row] === true,
      chance: chanceOf(chance.intercept + chance.perPoint * score),
    };
  });

/** From the training rows. */
function gradesOf(points: readonly number[]): Fit['grades'] {
  const [A = 5, B = 4, C = 3, D = 2] = thresholdsOf(points, [0.1, 0.25, 0.5, 0.75], 2);
  return { A, B, C, D, E: 1 };
}

/** From the training rows. */
function levelsOf(points: readonly number[]): NonNullable<Fit['levels']> {
  const [first = 3, second = 2, third = 1] = thresholdsOf(points, [0.1, 0.25, 0.5], 1);
  return { 1: first, 2: second, 3: third };
}

/**
 * How many points the last of each share of the best has, the least share first; the last threshold is no less than
 * `least`. Each begins higher than the next: where many have the same points, the worse one begins lower.
 */
function thresholdsOf(
  points: readonly number[],
  shares: readonly number[],
  least: number,
): readonly number[] {
  const sorted = points.toSorted((a, b) => b - a);
  let above = Infinity;
  return shares.map((share, place) => {
    const reached = sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
    above = Math.max(least + shares.length - 1 - place, Math.min(above - 1, reached));
    return above;
  });
}
