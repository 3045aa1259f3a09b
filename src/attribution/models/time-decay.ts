import { DAY_MS } from '../../domain/clock.ts';
import type { Model } from '../model.ts';

/**
 * A touch is worth half of one that is a half-life later: `2^(-days before the last / half-life)`. The half-life is 7 days
 * unless told otherwise. Counted from the last touch, not from the closing, which gives the same proportions.
 */
export const timeDecay: Model = {
  kind: 'rule',
  name: 'time-decay',
  weigh(touches, _path, { halfLifeDays }) {
    const end = touches.at(-1)?.at ?? 0;
    return touches.map(({ at }) => 2 ** ((at - end) / (halfLifeDays * DAY_MS)));
  },
};
