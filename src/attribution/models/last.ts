import type { Model } from '../model.ts';

/** All to the last touch before the end, or so far: what came before the signature. */
export const last: Model = {
  kind: 'rule',
  name: 'last',
  weigh: (touches) => touches.map((_, index) => Number(index === touches.length - 1)),
};
