import type { Model } from '../model.ts';
import { touchBefore } from '../order-touches.ts';
import { weighPeaks } from '../peaks.ts';

/**
 * 22.5 % each to the first touch, the one that led to the lead, the one that led to the opportunity and the last before
 * the closing; 10 % to all others. What is missing is shared out as in the W shape: an opportunity that is still open has
 * no closing.
 */
export const fullPath: Model = {
  kind: 'rule',
  name: 'full-path',
  weigh: (touches, { leadCreatedAt, openedAt, ending }) =>
    weighPeaks(
      touches.length,
      [
        { index: 0, share: 225 },
        { index: touchBefore(touches, leadCreatedAt), share: 225 },
        { index: touchBefore(touches, openedAt), share: 225 },
        { index: ending.kind === 'open' ? null : touches.length - 1, share: 225 },
      ],
      100,
    ),
};
