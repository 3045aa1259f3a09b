import type { Failure, FailureKind } from '../domain/failure.ts';
import type { WriteResult } from '../domain/write.ts';
import type { ClaimedIntent } from '../ledger/claim-intents.ts';
import type { Settling } from '../ledger/settled.ts';

/** After this many tries a passing trouble is taken to stay, and a person is asked. */
export const MAX_ATTEMPTS = 10;
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 5 * 60_000;
const LONGEST_PROBE_WAIT_MS = 10_000;
const LOCK_WAIT_MS = 2_000;
const RATE_WAIT_MS = 10_000;
const AUTH_WAIT_MS = 30_000;

/** What each kind of failure leads to. */
const STEPS: Readonly<Record<FailureKind, 'retry' | 'wait' | 'park' | 'look' | 'probe' | 'adopt'>> = {
  transient: 'retry',
  'rate-limited': 'wait',
  locked: 'wait',
  auth: 'wait',
  config: 'park',
  'invalid-record': 'park',
  'not-found': 'look',
  merged: 'look',
  deleted: 'look',
  'ambiguous-match': 'adopt',
  stale: 'look',
  'unknown-outcome': 'probe',
  bug: 'park',
};

/**
 * What becomes of an intent after one attempt. Pure.
 *
 * @param random in [0, 1), spreads retries so that a crowd does not come back at once
 */
export function nextStep(
  intent: ClaimedIntent,
  result: WriteResult,
  now: Date,
  random: () => number,
): Settling {
  if (result.kind === 'done') return result;
  const { failure } = result;
  const after = (ms: number): Date => new Date(now.getTime() + ms);
  switch (STEPS[failure.kind]) {
    case 'retry':
      if (intent.attempts >= MAX_ATTEMPTS) return { kind: 'park', failure };
      return {
        kind: 'retry',
        failure,
        dueAt: after(failure.retryAfterMs ?? backoff(intent.attempts, random)),
        counts: true,
      };
    case 'wait':
      return { kind: 'retry', failure, dueAt: after(waitOf(failure) * (1 + 0.2 * random())), counts: false };
    case 'park':
      return { kind: 'park', failure };
    case 'look':
      return { kind: 'supersede', failure, unsure: false, dueAt: now };
    case 'probe':
      return { kind: 'probe', failure, dueAt: probeAt(intent, now, random) };
    case 'adopt': {
      const [only, ...others] = failure.candidates ?? [];
      if (only === undefined || others.length > 0 || intent.write.kind !== 'create')
        return { kind: 'park', failure };
      return { kind: 'adopt', failure, ref: only };
    }
  }
}

/** When it is looked up whether a write took place. Its entity waits for the answer, so never long. */
export function probeAt(intent: ClaimedIntent, now: Date, random: () => number): Date {
  return new Date(now.getTime() + Math.min(LONGEST_PROBE_WAIT_MS, backoff(intent.attempts, random)));
}

/** Doubles with every attempt, with up to half as much again at random. */
function backoff(attempts: number, random: () => number): number {
  return Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempts - 1)) * (1 + 0.5 * random());
}

function waitOf(failure: Failure): number {
  if (failure.retryAfterMs !== undefined) return failure.retryAfterMs;
  if (failure.kind === 'auth') return AUTH_WAIT_MS;
  return failure.kind === 'locked' ? LOCK_WAIT_MS : RATE_WAIT_MS;
}
