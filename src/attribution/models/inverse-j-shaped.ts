import type { Model } from '../model.ts';
import { weighPeaks } from '../peaks.ts';

/** 60 % to the first touch, 20 % to the last, 20 % to those between. Two touches get 75 % and 25 %, one gets all. */
export const inverseJShaped: Model = {
  kind: 'rule',
  name: 'inverse-j-shaped',
  weigh: ({ length }) =>
    weighPeaks(
      length,
      [
        { index: 0, share: 60 },
        { index: length - 1, share: 20 },
      ],
      20,
    ),
};
