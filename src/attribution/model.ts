import type { Path, Touch } from './path.ts';

/** What the models can be told. */
export interface AttributionSettings {
  /** Time decay: after how many days a touch is worth half; above 0. */
  readonly halfLifeDays: number;
}

export const DEFAULT_SETTINGS: AttributionSettings = { halfLifeDays: 7 };

/**
 * One weight for each touch, in their order; only proportions count. 0: the touch gets nothing. All 0: the model does not
 * know what to say of this path.
 */
export type Weights = readonly number[];

/** Weighs the touches of one path, of which there is at least one, in their order. Depends on nothing but its arguments. */
export type Weigh = (touches: readonly Touch[], path: Path, settings: AttributionSettings) => Weights;

/** How credit is given. */
export type Model =
  /** By a rule that looks at one path alone. */
  | { readonly kind: 'rule'; readonly name: string; readonly weigh: Weigh }
  /** From all paths, which are gone through once before any is credited. */
  | { readonly kind: 'learned'; readonly name: string; readonly learner: () => Learner };

/** Takes in one path after the other and keeps counts, no path. The order of the paths does not matter. */
export interface Learner {
  see(touches: readonly Touch[], path: Path): void;
  learned(): Weigh;
}
