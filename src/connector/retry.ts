import pRetry from 'p-retry';
import { FailureError, type Failure } from '../domain/failure.ts';

export interface RetryOptions {
  /** Tries in all, the first one included. */
  readonly attempts: number;
  /** The wait before the second try; doubles with each further one. */
  readonly firstWaitMs: number;
  /** In [0, 1): spreads the waits, so that many workers do not come back in step. */
  readonly random: () => number;
  readonly passes: (failure: Failure) => boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onRetry?: (failure: Failure, attempt: number) => void;
}

/** Tries a read again while its failure is one that passes. For reads only: a write that is repeated may double. */
export function retryRead<Result>(read: () => Promise<Result>, options: RetryOptions): Promise<Result> {
  const { attempts, firstWaitMs, random, passes, signal, onRetry } = options;
  return pRetry(read, {
    retries: attempts - 1,
    factor: 2,
    minTimeout: firstWaitMs * (0.5 + random() / 2),
    shouldRetry: ({ error }) =>
      error instanceof FailureError && passes(error.failure) && signal?.aborted !== true,
    onFailedAttempt({ error, attemptNumber, retriesLeft }) {
      if (retriesLeft > 0 && error instanceof FailureError && passes(error.failure))
        onRetry?.(error.failure, attemptNumber);
    },
    ...(signal === undefined ? {} : { signal }),
  });
}
