import { sql } from 'kysely';
import type { ChangeKind } from '../domain/change.ts';
import { HOUR_MS } from '../domain/clock.ts';
import { LANES } from '../domain/lane.ts';
import { DAY_HOURS, endedFullSync, hourOf, PAST_DAYS, type ChangeStream } from './change-counts.ts';
import type { LedgerDb, LedgerTx } from './database.ts';

/**
 * A person wants so many changes of a stream a day: they are usual from now on, until the past tells so by itself. News of the
 * same records may bring them in another lane before they are sent, so for a day as many may come in any.
 */
export async function allowReleased(
  tx: LedgerTx,
  { system, lane, kind }: ChangeStream,
  changes: number,
  now: Date,
): Promise<void> {
  const until = (days: number): Date => new Date(now.getTime() + days * DAY_HOURS * HOUR_MS);
  const others = LANES.filter((other) => other !== lane);
  await tx
    .insertInto('allowance')
    .values([
      { why: 'released', system, lane, kind, changes, until: until(PAST_DAYS) },
      ...others.map((other) => ({
        why: 'asked' as const,
        system,
        lane: other,
        kind,
        changes,
        until: until(1),
      })),
    ])
    .execute();
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

/** What an empty ledger was filled with, or will be: it was wanted, so it does not count against the changes that follow it. */
export async function allowFirstFill(db: LedgerDb, now: Date): Promise<void> {
  const until = new Date(now.getTime() + DAY_HOURS * HOUR_MS);
  await sql`
    insert into allowance (why, system, lane, kind, changes, until)
    select 'asked', system, lane, kind, sum(changes), ${until}::timestamptz
    from (
      select system, lane, kind, changes from change_count
      where kind = 'create' and hour > ${hourOf(now) - DAY_HOURS}
      union all
      select system, lane, 'create', count(*) from intent
      where changes ? 'create' and state in ('due', 'sent', 'parked')
      group by system, lane) made
    where not exists ${endedFullSync}
    group by system, lane, kind`.execute(db);
}
