import type { Model } from '../model.ts';
import { weighPeaks } from '../peaks.ts';

/** 20 % to the first touch, 60 % to the last, 20 % to those between. Two touches get 25 % and 75 %, one gets all. */
export const jShaped: Model = {
  kind: 'rule',
  name: 'j-shaped',
  weigh: ({ length }) =>
    weighPeaks(
      length,
      [
        { index: 0, share: 20 },
        { index: length - 1, share: 60 },
      ],
      20,
    ),
};
