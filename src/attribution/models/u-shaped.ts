import type { Model } from '../model.ts';
import { weighPeaks } from '../peaks.ts';

/**
 * 40 % to the first touch, 40 % to the last, 20 % to those between: also known as position-based
 * (https://matomo.org/faq/multi-channel-conversion-attribution/faq_25500). Two touches get half each, one gets all. It
 * looks at places alone; the W shape looks at milestones.
 */
export const uShaped: Model = {
  kind: 'rule',
  name: 'u-shaped',
  weigh: ({ length }) =>
    weighPeaks(
      length,
      [
        { index: 0, share: 40 },
        { index: length - 1, share: 40 },
      ],
      20,
    ),
};
