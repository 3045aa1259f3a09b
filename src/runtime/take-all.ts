import type { Ids } from '../domain/clock.ts';

/** A batch of this many is a burst. */
export const BURST = 100;

export interface TakeAllOptions {
  readonly worker: string;
  readonly ids: Ids;
}

/** @returns how many were taken; `onClaim` is told before the work on them begins */
export type Take = (worker: string, onClaim: (items: number) => void) => Promise<number>;

/**
 * Takes batch after batch of one place until nothing is due: true then, false when it stopped before. Runs overlap, so
 * that a change does not wait for the one before it, but not in a burst: there, one run with large batches needs far
 * fewer calls, and the others are turned away.
 */
export function createTakeAll({
  worker,
  ids,
}: TakeAllOptions): (place: string, take: Take, signal: AbortSignal) => Promise<boolean> {
  /** The run that has the burst, by place. */
  const bursts = new Map<string, object>();
  return async (place, take, signal) => {
    const run = {};
    const isTurnedAway = (): boolean => (bursts.get(place) ?? run) !== run;
    const onClaim = (items: number): void => {
      if (items >= BURST && !bursts.has(place)) bursts.set(place, run);
    };
    try {
      while (!signal.aborted && !isTurnedAway()) {
        if ((await take(`${worker}/${ids.next()}`, onClaim)) > 0) continue;
        if (bursts.get(place) !== run) return true;
        // The burst is over; runs that were turned away may have been rung for something new.
        bursts.delete(place);
      }
      return false;
    } finally {
      if (bursts.get(place) === run) bursts.delete(place);
    }
  };
}
