import { DAY_MS } from '../domain/clock.ts';
import type { ClaimedNotice, NoticeSettling } from '../ledger/notices.ts';
import type { Sent } from './way.ts';

const FIRST_BACKOFF_MS = 1_000;
const LONGEST_BACKOFF_MS = 15 * 60_000;
/** Who was not told within a day has found out, or need not know any more. */
export const GIVE_UP_MS = DAY_MS;

/**
 * What becomes of a notice after one attempt. Pure.
 *
 * @param random in [0, 1), spreads retries so that a crowd does not come back at once
 */
export function nextStep(
  { attempts, madeAt }: Pick<ClaimedNotice, 'attempts' | 'madeAt'>,
  sent: Sent,
  now: Date,
  random: () => number,
): NoticeSettling {
  if (sent.kind === 'sent') return { kind: 'sent' };
  const { failure } = sent;
  if (failure.kind !== 'transient' && failure.kind !== 'rate-limited') return { kind: 'failed', failure };
  const backoff = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempts - 1)) * (1 + 0.5 * random());
  const dueAt = new Date(now.getTime() + Math.max(backoff, failure.retryAfterMs ?? 0));
  if (dueAt.getTime() - madeAt.getTime() <= GIVE_UP_MS) return { kind: 'retry', failure, dueAt };
  return { kind: 'failed', failure: { ...failure, fix: GIVEN_UP, actor: 'admin' } };
}

const GIVEN_UP = 'It was tried for a day. Look after the server; then `leadloop retry` sends it after all.';
