import type { Model } from '../model.ts';
import { touchBefore } from '../order-touches.ts';
import { weighPeaks } from '../peaks.ts';

/**
 * 30 % each to the first touch, the one that led to the lead and the one that led to the opportunity; 10 % to all others.
 * A touch that is two of these gets both shares. A milestone that is not known, or that no touch comes before, leaves its
 * share to the others in proportion.
 */
export const wShaped: Model = {
  kind: 'rule',
  name: 'w-shaped',
  weigh: (touches, { leadCreatedAt, openedAt }) =>
    weighPeaks(
      touches.length,
      [
        { index: 0, share: 30 },
        { index: touchBefore(touches, leadCreatedAt), share: 30 },
        { index: touchBefore(touches, openedAt), share: 30 },
      ],
      10,
    ),
};
