import { sql } from 'kysely';
import { DAY_MS } from '../domain/clock.ts';
import { forgetCounts } from './change-counts.ts';
import type { LedgerDb } from './database.ts';

const ATTEMPTS_DAYS = 7;
const RECEIPTS_DAYS = 90;
/** How far back receipts tell what was written. */
export const RECEIPTS_MS = RECEIPTS_DAYS * DAY_MS;
const CONFLICTS_DAYS = 365;
const BREAKERS_DAYS = 365;
const NOTICES_DAYS = 30;
const DRIFT_DAYS = 90;
const DRIFT_COUNTS_DAYS = 2;
const DECISIONS_DAYS = 90;

/** Forgets what has served: evidence of tries that are over, old receipts, old conflicts, decisions that moved nobody. Links and shadows stay. */
export async function forgetOld(db: LedgerDb, now: Date): Promise<void> {
  const before = (days: number): Date => new Date(now.getTime() - days * DAY_MS);
  await sql`delete from attempt where outcome = 'failed' and started_at < ${before(ATTEMPTS_DAYS)}`.execute(
    db,
  );
  await sql`delete from receipt where delivered_at < ${before(RECEIPTS_DAYS)}`.execute(db);
  await sql`
    delete from conflict where decided_at < ${before(CONFLICTS_DAYS)} and state not in ('open', 'resolving')`.execute(
    db,
  );
  await sql`delete from breaker where ended_at < ${before(BREAKERS_DAYS)}`.execute(db);
  await sql`delete from allowance where until < ${now}`.execute(db);
  await sql`delete from notice where ended_at < ${before(NOTICES_DAYS)}`.execute(db);
  await sql`delete from decision where not moved and decided_at < ${before(DECISIONS_DAYS)}`.execute(db);
  await sql`delete from drift where ended_at < ${before(DRIFT_DAYS)}`.execute(db);
  await sql`delete from drift_count where hour < ${before(DRIFT_COUNTS_DAYS)}`.execute(db);
  await forgetCounts(db, now);
}
