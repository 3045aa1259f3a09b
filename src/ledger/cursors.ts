import type { LedgerDb } from './database.ts';

export async function readCursor(db: LedgerDb, name: string): Promise<string | null> {
  const row = await db.selectFrom('cursor').select('position').where('name', '=', name).executeTakeFirst();
  return row?.position ?? null;
}

/** When each cursor last moved, in the order of their names. */
export async function readMoves(
  db: LedgerDb,
): Promise<readonly { readonly name: string; readonly movedAt: Date }[]> {
  return db.selectFrom('cursor').select(['name', 'moved_at as movedAt']).orderBy('name').execute();
}

/** Moves a cursor; in the transaction that stores what was found before it, if anything was. */
export async function moveCursor(db: LedgerDb, name: string, position: string, now: Date): Promise<void> {
  await db
    .insertInto('cursor')
    .values({ name, position, moved_at: now })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ position, moved_at: now }))
    .execute();
}

export async function dropCursor(db: LedgerDb, name: string): Promise<void> {
  await db.deleteFrom('cursor').where('name', '=', name).execute();
}
