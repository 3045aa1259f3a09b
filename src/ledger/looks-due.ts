import { sql } from 'kysely';
import type { Lane } from '../domain/lane.ts';
import type { LedgerDb } from './database.ts';

/** Whether records or people of a lane and partition are still to be looked at, or are in somebody's hands: more writes may follow. */
export async function hasLooksDue(
  db: LedgerDb,
  { lane, partition }: { readonly lane: Lane; readonly partition: number },
  now: Date,
): Promise<boolean> {
  const { rows } = await sql<{ due: boolean }>`
    select exists (select 1 from inbox where lane = ${lane} and partition = ${partition} and due_at <= ${now})
      or exists (select 1 from to_decide where lane = ${lane} and partition = ${partition} and due_at <= ${now})
      as due`.execute(db);
  return rows[0]?.due === true;
}
