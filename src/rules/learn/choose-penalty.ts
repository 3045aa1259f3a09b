import type { Scored } from './auc.ts';
import { binTable } from './model.ts';
import { fitLogistic, logOdds, surprise } from './ridge-logistic.ts';
import { foldsOf } from './split.ts';
import type { Column, Rows, Table } from './table.ts';

/** A weight is drawn towards 0 as if its bin had been seen in about four times as many more rows that say nothing. */
const PENALTIES = [0.1, 0.3, 1, 3, 10, 30, 100] as const;

export interface Chosen {
  readonly penalty: number;
  /** Each row with the log odds that were learned from the other parts. */
  readonly crossValidated: readonly Scored[];
}

/**
 * By cross-validation: learned from four fifths of the rows and tried on the last fifth, each fifth in turn, with
 * bins made anew each time. The greatest penalty is taken that is not clearly worse than the best: by no more than
 * one standard error of the difference, row by row (after L. Breiman et al., Classification and Regression Trees,
 * 1984, section 3.4.3). So weights are no larger than the rows can prove.
 */
export function choosePenalty(table: Table, columns: readonly Column[], rows: Rows): Chosen {
  const folds = foldsOf(table, rows).map((fold) => {
    const held = new Set(fold);
    const others = rows.filter((row) => !held.has(row));
    return { fold, others, ...binTable(table, columns, others) };
  });
  const tried = PENALTIES.map((penalty): Tried => {
    const crossValidated = folds.flatMap(({ fold, others, design }) => {
      const model = fitLogistic(design, table.won, others, penalty);
      return fold.map((row) => ({ score: logOdds(design, model, row), won: table.won[row] === true }));
    });
    const losses = crossValidated.map(({ score, won }) => surprise(score, won));
    return { penalty, crossValidated, losses };
  });
  const best = tried.reduce((least, one) => (sum(one.losses) < sum(least.losses) ? one : least));
  return tried.findLast((one) => isAsGood(one.losses, best.losses)) ?? best;
}

interface Tried extends Chosen {
  /** By row, in the same order for every penalty. */
  readonly losses: readonly number[];
}

function isAsGood(losses: readonly number[], best: readonly number[]): boolean {
  const worse = losses.map((loss, row) => loss - (best[row] ?? 0));
  const mean = sum(worse) / worse.length;
  const variance = sum(worse.map((one) => (one - mean) ** 2)) / Math.max(1, worse.length - 1);
  return mean <= Math.sqrt(variance / worse.length);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
