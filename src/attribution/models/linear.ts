import type { Model } from '../model.ts';

/** The same to each touch. */
export const linear: Model = { kind: 'rule', name: 'linear', weigh: (touches) => touches.map(() => 1) };
