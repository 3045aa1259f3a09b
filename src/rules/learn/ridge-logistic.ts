import type { Design } from './design.ts';
import { solve } from './solve.ts';
import type { Rows } from './table.ts';

/** log odds = intercept + the weights of the bins that a row is in. */
export interface Logistic {
  readonly intercept: number;
  /** By bin, of all columns. */
  readonly weights: Float64Array;
}

const MOST_STEPS = 50;
const CLOSE_ENOUGH = 1e-8;

/**
 * Logistic regression with a penalty on the squares of the weights, so that few rows cannot make a large weight, by
 * Newton's method, which for it is iteratively reweighted least squares (S. le Cessie, J. C. van Houwelingen, Ridge
 * Estimators in Logistic Regression, Applied Statistics 41, 1992). The intercept goes free. A step that would make it
 * worse is halved.
 */
export function fitLogistic(design: Design, won: readonly boolean[], rows: Rows, penalty: number): Logistic {
  let model: Logistic = { intercept: 0, weights: new Float64Array(design.width) };
  let loss = lossOf(design, won, rows, penalty, model);
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const change = newtonStep(design, won, rows, penalty, model);
    let share = 1;
    let next = moved(model, change, share);
    let nextLoss = lossOf(design, won, rows, penalty, next);
    while (nextLoss > loss && share > 1e-6) {
      share /= 2;
      next = moved(model, change, share);
      nextLoss = lossOf(design, won, rows, penalty, next);
    }
    const gain = loss - nextLoss;
    if (gain <= 0) break;
    [model, loss] = [next, nextLoss];
    if (gain < CLOSE_ENOUGH) break;
  }
  return model;
}

export function logOdds({ columns }: Design, { intercept, weights }: Logistic, row: number): number {
  return columns.reduce((sum, { bins }) => sum + (weights[bins[row] ?? -1] ?? 0), intercept);
}

export const chanceOf = (odds: number): number => 1 / (1 + Math.exp(-odds));

/** Minus the logarithm of how likely the outcomes are by the model. */
export const surprise = (odds: number, won: boolean): number => {
  const against = won ? -odds : odds;
  return against > 0 ? against + Math.log1p(Math.exp(-against)) : Math.log1p(Math.exp(against));
};

function lossOf(
  design: Design,
  won: readonly boolean[],
  rows: Rows,
  penalty: number,
  model: Logistic,
): number {
  const fit = rows.reduce((sum, row) => sum + surprise(logOdds(design, model, row), won[row] === true), 0);
  return fit + (penalty / 2) * model.weights.reduce((sum, weight) => sum + weight ** 2, 0);
}

/** Place 0 is the intercept, the bins follow. */
function newtonStep(
  design: Design,
  won: readonly boolean[],
  rows: Rows,
  penalty: number,
  model: Logistic,
): Float64Array {
  const size = design.width + 1;
  const hessian = Array.from({ length: size }, () => new Float64Array(size));
  const gradient = new Float64Array(size);
  const places: number[] = [];
  for (const row of rows) {
    places.length = 1;
    places[0] = 0;
    for (const { bins } of design.columns) places.push((bins[row] ?? -1) + 1);
    const chance = chanceOf(logOdds(design, model, row));
    const error = (won[row] === true ? 1 : 0) - chance;
    const weight = chance * (1 - chance);
    for (let index = 0; index < places.length; index += 1) {
      const place = places[index] ?? 0;
      const line = hessian[place];
      if ((index > 0 && place === 0) || line === undefined) continue;
      add(gradient, place, error);
      add(line, 0, weight);
      for (let other = 1; other <= index; other += 1) {
        const column = places[other] ?? 0;
        if (column !== 0) add(line, column, weight);
      }
    }
  }
  for (let bin = 0; bin < design.width; bin += 1) {
    add(gradient, bin + 1, -penalty * (model.weights[bin] ?? 0));
    const line = hessian[bin + 1];
    if (line !== undefined) add(line, bin + 1, penalty);
  }
  return solve(hessian, gradient);
}

const add = (values: Float64Array, place: number, amount: number): void => {
  values[place] = (values[place] ?? 0) + amount;
};

const moved = (model: Logistic, change: Float64Array, share: number): Logistic => ({
  intercept: model.intercept + share * (change[0] ?? 0),
  weights: model.weights.map((weight, bin) => weight + share * (change[bin + 1] ?? 0)),
});
