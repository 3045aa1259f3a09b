import type { LedgerDb, LedgerTx } from './database.ts';

export async function readCursor(db: LedgerDb, name: string): Promise<string | null> {
  const row = await db.selectFrom('cursor').select('position').where('name', '=', name).executeTakeFirst();
  return row?.position ?? null;
}

/** Moves a cursor; in the transaction that stores what was found before it. */
export async function moveCursor(tx: LedgerTx, name: string, position: string, now: Date): Promise<void> {
  await tx
    .insertInto('cursor')
    .values({ name, position, moved_at: now })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ position, moved_at: now }))
    .execute();
}

export async function dropCursor(db: LedgerDb, name: string): Promise<void> {
  await db.deleteFrom('cursor').where('name', '=', name).execute();
}
