import { sql } from 'kysely';
import type { EntityId } from '../domain/entity.ts';
import { inTransaction, type LedgerDb } from './database.ts';
import { lookAgain } from './look-again.ts';

const NAP_MS = 50;
/** What is due only later than this (a backoff, a paused connection) is not waited for. */
const PATIENCE_MS = 15_000;
/** What comes in later than this after the wait began is other people's work: a busy day would never end. */
const FOLLOW_UP_MS = 10_000;

/**
 * Waits until nothing of what has come in by now, and what follows from it at once, is due soon: what is left is parked,
 * or waits for something outside.
 */
export async function untilDrained(
  db: LedgerDb,
  now: () => Date,
  sleep: (ms: number) => Promise<unknown>,
): Promise<void> {
  const horizon = new Date(now().getTime() + FOLLOW_UP_MS);
  for (;;) {
    const soon = new Date(now().getTime() + PATIENCE_MS);
    const { rows } = await sql<{ n: number }>`
      select (select count(*)::int from inbox where due_at <= ${soon} and received_at <= ${horizon})
        + (select count(*)::int from to_decide where due_at <= ${soon} and received_at <= ${horizon})
        + (select count(*)::int from intent i where (state = 'sent' or (state = 'due' and due_at <= ${soon}))
            and coalesce(received_at, read_at) <= ${horizon}
            and not exists (select 1 from connection c where c.system = i.system and c.paused_at is not null)) as n`.execute(
      db,
    );
    if ((rows[0]?.n ?? 0) === 0) return;
    await sleep(NAP_MS);
  }
}

/**
 * Gives parked writes, and whoever could not be told from others, another try, by looking at the entity again.
 *
 * @param code of the failures that are meant; null: all
 * @returns how many entities are looked at again
 */
export async function retryParked(db: LedgerDb, now: Date, code: string | null = null): Promise<number> {
  return inTransaction(db, async (tx) => {
    const { rows } = await sql<{ entity_id: EntityId }>`
      delete from intent i where state = 'parked' and (${code}::text is null or exists (
        select 1 from failure f where f.entity_id = i.entity_id and f.system = i.system and f.code = ${code}))
      returning entity_id`.execute(tx);
    const { rows: unsure } = await sql<{ entity_id: EntityId }>`
      select entity_id from failure
      where kind = 'ambiguous-match' and (${code}::text is null or code = ${code})`.execute(tx);
    const entities = [...new Set([...rows, ...unsure].map((row) => row.entity_id))];
    await lookAgain(
      tx,
      entities.map((entity) => ({
        entity,
        dueAt: now,
        since: now,
        // They may be many, and whoever just changed something goes first.
        lane: 'bulk',
      })),
    );
    return entities.length;
  });
}
