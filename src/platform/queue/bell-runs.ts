/**
 * Calls `work` so that at most `overlap` runs for one key go on at a time and yet each call is followed by a run that
 * begins after it: a call that finds all of them under way returns at once and makes one be followed by one more.
 */
export function keepRunning<Key>(
  work: (key: Key) => Promise<void>,
  options: {
    readonly overlap: number;
    readonly signal: AbortSignal;
    readonly onError: (error: unknown, key: Key) => void;
  },
): (key: Key) => Promise<void> {
  const running = new Map<Key, { runs: number; again: boolean }>();
  return async (key) => {
    const current = running.get(key) ?? { runs: 0, again: false };
    running.set(key, current);
    if (current.runs >= options.overlap) {
      current.again = true;
      return;
    }
    const isWanted = (): boolean => current.again && !options.signal.aborted;
    current.runs += 1;
    do {
      current.again = false;
      try {
        await work(key);
      } catch (error) {
        options.onError(error, key);
      }
    } while (isWanted());
    current.runs -= 1;
    if (current.runs === 0) running.delete(key);
  };
}
