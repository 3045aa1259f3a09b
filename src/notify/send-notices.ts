import type { Log } from '../connector/contract.ts';
import type { Clock } from '../domain/clock.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { claimNotices, settleNotice, type ClaimedNotice, type NoticeSettling } from '../ledger/notices.ts';
import { notSetUp } from './failures.ts';
import { nextStep } from './next-step.ts';
import { SEND_MS, type Way, type Ways } from './way.ts';

export interface NotifyContext {
  readonly db: LedgerDb;
  readonly ways: Ways;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  /** One for all calls in this process; each may have some in hand at once. */
  readonly worker: string;
}

const BATCH = 10;
/** Longer than a batch can take, one after the other. */
const LEASE_MS = 2 * BATCH * SEND_MS;

/**
 * Sends what is due, each at least once, and notes what became of it. Calls may overlap: each takes what no other has in hand.
 * Rejects only when the ledger does.
 *
 * @param signal ends it after what is in hand
 */
export async function sendNotices(context: NotifyContext, signal: AbortSignal): Promise<void> {
  const { db, worker, clock, ways } = context;
  let claimed: readonly ClaimedNotice[];
  do {
    if (signal.aborted) return;
    claimed = await claimNotices(db, { limit: BATCH, worker, now: clock.now(), leaseMs: LEASE_MS });
    const of = (kind: 'mail' | 'channel'): readonly ClaimedNotice[] =>
      claimed.filter(({ to }) => to.kind === kind);
    await Promise.all([
      sendBy('mail', ways.mail, of('mail'), context),
      sendBy('channel', ways.channel, of('channel'), context),
    ]);
  } while (claimed.length === BATCH);
}

/** When nothing gets through any more, the rest is not tried: it waits as long as the one that failed. */
async function sendBy(
  kind: 'mail' | 'channel',
  way: Way | null,
  notices: readonly ClaimedNotice[],
  context: NotifyContext,
): Promise<void> {
  const { db, worker, clock, random, log } = context;
  const waiting = [...notices];
  let downUntil: Date | null = null;
  const settle = (notice: ClaimedNotice, settling: NoticeSettling): Promise<void> =>
    settleNotice(db, worker, notice, settling, clock.now());

  async function sendOne(notice: ClaimedNotice): Promise<void> {
    if (downUntil !== null) return settle(notice, { kind: 'put-off', dueAt: downUntil });
    const sent =
      way === null
        ? ({ kind: 'failed', failure: notSetUp(kind), isDown: false } as const)
        : await way.send(notice);
    const settling = nextStep(notice, sent, clock.now(), random);
    if (settling.kind === 'retry' && sent.kind === 'failed' && sent.isDown) downUntil = settling.dueAt;
    if (settling.kind === 'retry' || settling.kind === 'failed') {
      const { code, fix } = settling.failure;
      const facts = { way: kind, notice: notice.id, code, fix };
      if (settling.kind === 'retry') log.debug('a notice will be tried again', facts);
      else if (way !== null) log.warn('a notice was not sent', facts);
    }
    await settle(notice, settling);
  }

  const next = async (): Promise<void> => {
    for (let notice = waiting.shift(); notice !== undefined; notice = waiting.shift()) await sendOne(notice);
  };
  await Promise.all(Array.from({ length: way?.atOnce ?? 1 }, next));
}
