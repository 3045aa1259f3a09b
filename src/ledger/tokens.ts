import type { LedgerDb } from './database.ts';

/** Sealed tokens by system; what seals and opens them is the caller's. */
export async function loadToken(db: LedgerDb, system: string): Promise<string | null> {
  const row = await db.selectFrom('token').select('sealed').where('system', '=', system).executeTakeFirst();
  return row?.sealed ?? null;
}

export async function saveToken(db: LedgerDb, system: string, sealed: string, now: Date): Promise<void> {
  await db
    .insertInto('token')
    .values({ system, sealed, saved_at: now })
    .onConflict((conflict) => conflict.column('system').doUpdateSet({ sealed, saved_at: now }))
    .execute();
}
