import type { ChangeKind } from '../domain/change.ts';
import type { ChangeStream } from './change-counts.ts';
import { DAY_HOURS, PAST_DAYS } from './change-counts.ts';
import type { LedgerDb, LedgerTx } from './database.ts';

const HOUR_MS = 3_600_000;

/** A person wants so many changes of a stream a day: they are usual from now on, until the past tells so by itself. */
export async function allowReleased(
  tx: LedgerTx,
  { system, lane, kind }: ChangeStream,
  changes: number,
  now: Date,
): Promise<void> {
  const until = new Date(now.getTime() + PAST_DAYS * DAY_HOURS * HOUR_MS);
  await tx.insertInto('allowance').values({ why: 'released', system, lane, kind, changes, until }).execute();
}

/** A command that somebody typed brings so many changes of a kind into each system, whatever is usual. */
export async function allowAsked(db: LedgerDb, kind: ChangeKind, changes: number, now: Date): Promise<void> {
  if (changes === 0) return;
  const until = new Date(now.getTime() + DAY_HOURS * HOUR_MS);
  await db
    .insertInto('allowance')
    .values({ why: 'asked', system: null, lane: null, kind, changes, until })
    .execute();
}
