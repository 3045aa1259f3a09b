import type { EraseStep } from '../domain/erasure.ts';
import type { FailureKind } from '../domain/failure.ts';
import type { WriteResult } from '../domain/write.ts';

/** After this many tries a passing trouble is taken to stay, and a person is asked. */
export const MAX_ATTEMPTS = 10;
const FIRST_BACKOFF_MS = 1_000;
const LONGEST_BACKOFF_MS = 5 * 60_000;
const WAIT_MS = 10_000;

/** What each kind of failure leads to. Erasing twice does no harm, so a lost answer is simply asked for again. */
const STEPS: Readonly<Record<FailureKind, 'gone' | 'retry' | 'wait' | 'park'>> = {
  'not-found': 'gone',
  deleted: 'gone',
  merged: 'gone',
  transient: 'retry',
  'unknown-outcome': 'retry',
  stale: 'retry',
  'rate-limited': 'wait',
  locked: 'wait',
  auth: 'wait',
  config: 'park',
  'invalid-record': 'park',
  'ambiguous-match': 'park',
  bug: 'park',
};

/**
 * What becomes of a step after one attempt. Pure.
 *
 * @param random in [0, 1), spreads retries
 */
export function nextState(step: EraseStep, result: WriteResult, now: Date, random: () => number): EraseStep {
  const tried = { ...step, attempts: step.attempts + 1 };
  if (result.kind === 'done') return { ...tried, state: 'done', endedAt: now, failure: null };
  const { failure } = result;
  const after = (ms: number): Date => new Date(now.getTime() + ms);
  switch (STEPS[failure.kind]) {
    case 'gone':
      return { ...tried, state: 'gone', endedAt: now, failure: null };
    case 'wait':
      return { ...step, dueAt: after(failure.retryAfterMs ?? WAIT_MS), failure };
    case 'retry':
      return tried.attempts >= MAX_ATTEMPTS
        ? { ...tried, state: 'parked', failure }
        : { ...tried, dueAt: after(failure.retryAfterMs ?? backoff(tried.attempts, random)), failure };
    case 'park':
      return { ...tried, state: 'parked', failure };
  }
}

const backoff = (attempts: number, random: () => number): number =>
  Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempts - 1)) * (1 + 0.5 * random());
