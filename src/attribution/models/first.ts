import type { Model } from '../model.ts';

/** All to the first touch: what made us known. */
export const first: Model = {
  kind: 'rule',
  name: 'first',
  weigh: (touches) => touches.map((_, index) => Number(index === 0)),
};
