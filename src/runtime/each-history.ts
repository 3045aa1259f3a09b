import type { History } from '../backtest/history.ts';
import type { EntityId } from '../domain/entity.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { peopleDecided, readPast } from '../ledger/past.ts';
import { historyOf } from './past-history.ts';

/** People whose history is in memory at a time. */
const AT_ONCE = 200;

/** Everybody about whom something was decided before a moment, with all that was recorded of them, later things included. */
export async function* eachHistory(
  db: LedgerDb,
  until: Date,
  onProgress: ((message: string) => void) | undefined,
): AsyncGenerator<History> {
  let after: EntityId | null = null;
  for (let done = 0; ;) {
    const people = await peopleDecided(db, { after, until, limit: AT_ONCE });
    for (const past of await readPast(db, people)) yield historyOf(past);
    done += people.length;
    onProgress?.(`${done} people gone through`);
    after = people.at(-1) ?? null;
    if (people.length < AT_ONCE) return;
  }
}
