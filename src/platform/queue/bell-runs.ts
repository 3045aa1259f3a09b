/**
 * Calls `work` so that runs for one key do not overlap and yet each call is followed by a run that begins after it: a
 * call that comes during a run returns at once and makes that run be followed by one more.
 */
export function keepRunning<Key>(
  work: (key: Key) => Promise<void>,
  options: { readonly signal: AbortSignal; readonly onError: (error: unknown, key: Key) => void },
): (key: Key) => Promise<void> {
  const running = new Map<Key, { again: boolean }>();
  return async (key) => {
    const current = running.get(key);
    if (current !== undefined) {
      current.again = true;
      return;
    }
    const run = { again: true };
    running.set(key, run);
    while (run.again && !options.signal.aborted) {
      run.again = false;
      try {
        await work(key);
      } catch (error) {
        options.onError(error, key);
      }
    }
    running.delete(key);
  };
}
