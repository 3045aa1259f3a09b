import type { Clock } from '../../../src/domain/clock.ts';

/** Of the time in which nobody asked for it, so much counts at most: a machine that is held up makes nobody late. */
const MOST_MS = 1_000;

/** Goes on as the machine's clock does, and can be set forward. */
export interface CompressedClock extends Clock {
  goTo(moment: Date): void;
}

export function compressedClock(start: Date): CompressedClock {
  let time = start.getTime();
  let asked = performance.now();
  return {
    now() {
      const before = asked;
      asked = performance.now();
      time += Math.min(asked - before, MOST_MS);
      return new Date(time);
    },
    goTo(moment) {
      time = Math.max(time, moment.getTime());
    },
  };
}
