/** API calls in 24 hours of the simulated edition. */
export const DAILY_CALLS = 100_000;

/** Counts the calls of the last day and refuses when they are used up and limits are on. */
export function createUsage(isEnforced: boolean) {
  let used = 0;
  return {
    /** Counts one call; false when it is one too many. */
    take(): boolean {
      used += 1;
      return !isEnforced || used <= DAILY_CALLS;
    },
    used: (): number => Math.min(used, DAILY_CALLS),
    reset: (): void => void (used = 0),
    /** Sets the day's count, to rehearse a day that is nearly used up. */
    set: (count: number): void => void (used = count),
  };
}

export type Usage = ReturnType<typeof createUsage>;

export const limitInfo = (usage: Usage): string => `api-usage=${usage.used()}/${DAILY_CALLS}`;
