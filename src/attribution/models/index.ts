import type { Model } from '../model.ts';
import { first } from './first.ts';
import { fullPath } from './full-path.ts';
import { inverseJShaped } from './inverse-j-shaped.ts';
import { jShaped } from './j-shaped.ts';
import { last } from './last.ts';
import { linear } from './linear.ts';
import { markov } from './markov.ts';
import { shapley } from './shapley.ts';
import { timeDecay } from './time-decay.ts';
import { uShaped } from './u-shaped.ts';
import { wShaped } from './w-shaped.ts';

/** Every model, by its name, in the order of the documentation. */
export const MODELS: ReadonlyMap<string, Model> = new Map(
  [first, last, linear, uShaped, wShaped, fullPath, timeDecay, jShaped, inverseJShaped, markov, shapley].map(
    (model) => [model.name, model],
  ),
);
