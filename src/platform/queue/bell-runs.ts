/** The runs of one handler in this process, by key. */
export interface BellRuns<Key> {
  /**
   * Runs now, and again as long as it is rung meanwhile. When all the runs that are allowed are under way it returns at once,
   * and one of them is followed by one more.
   */
  run(key: Key): Promise<void>;
  /** Whether a run could begin at once. */
  hasRoom(key: Key): boolean;
  /** Resolves when no run is under way. */
  idle(): Promise<void>;
}

/** Calls `work` so that at most `overlap` runs for one key go on at a time and yet each call is followed by a run that begins after it. */
export function createBellRuns<Key>(
  work: (key: Key) => Promise<void>,
  options: {
    readonly overlap: number;
    readonly signal: AbortSignal;
    readonly onError: (error: unknown, key: Key) => void;
  },
): BellRuns<Key> {
  const running = new Map<Key, { runs: number; again: boolean }>();
  const underWay = new Set<Promise<void>>();

  const hasRoom = (key: Key): boolean => (running.get(key)?.runs ?? 0) < options.overlap;

  async function repeat(key: Key): Promise<void> {
    const current = running.get(key) ?? { runs: 0, again: false };
    running.set(key, current);
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
  }

  return {
    hasRoom,
    async run(key) {
      const current = running.get(key);
      if (current !== undefined && !hasRoom(key)) {
        current.again = true;
        return;
      }
      const runs = repeat(key);
      underWay.add(runs);
      await runs;
      underWay.delete(runs);
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
