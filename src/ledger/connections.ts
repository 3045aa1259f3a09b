import type { Failure } from '../domain/failure.ts';
import { jsonb, type LedgerDb } from './database.ts';

export interface PinnedAccount {
  readonly id: string;
  readonly name: string;
}

/** The account was not the one this ledger was linked with. Nothing was written. */
export class OtherAccountError extends Error {
  constructor(system: string, linked: PinnedAccount, found: PinnedAccount) {
    super(
      `${system} is account ${found.id} (${found.name}), but this ledger was linked with ${linked.id} (${linked.name}). ` +
        'Nothing was written. Put the credentials of the linked account back, or start with an empty ledger ' +
        '(another LEADLOOP_DATA or DATABASE_URL) to link the new one.',
    );
    this.name = 'OtherAccountError';
  }
}

/** Remembers the account behind a system at the first connection, and refuses another one ever after. */
export async function pinAccount(
  db: LedgerDb,
  system: string,
  account: PinnedAccount,
  now: Date,
): Promise<void> {
  await db
    .insertInto('connection')
    .values({
      system,
      account_id: account.id,
      account_name: account.name,
      connected_at: now,
      paused: null,
      paused_at: null,
    })
    .onConflict((conflict) => conflict.column('system').doNothing())
    .execute();
  const linked = await db
    .selectFrom('connection')
    .select(['account_id as id', 'account_name as name'])
    .where('system', '=', system)
    .executeTakeFirstOrThrow();
  if (linked.id !== account.id) throw new OtherAccountError(system, linked, account);
}

/** The id of the account behind each system. */
export async function pinnedAccounts(db: LedgerDb): Promise<ReadonlyMap<string, string>> {
  const rows = await db.selectFrom('connection').select(['system', 'account_id']).execute();
  return new Map(rows.map((row) => [row.system, row.account_id]));
}

/** Nothing is sent to a paused system; what should go there waits in the outbox. */
export async function pauseConnection(
  db: LedgerDb,
  system: string,
  failure: Failure,
  now: Date,
): Promise<void> {
  await db
    .updateTable('connection')
    .set({ paused: jsonb(failure), paused_at: now })
    .where('system', '=', system)
    .where('paused_at', 'is', null)
    .execute();
}

export async function resumeConnection(db: LedgerDb, system: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('connection')
    .set({ paused: null, paused_at: null })
    .where('system', '=', system)
    .where('paused_at', 'is not', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function pausedConnections(db: LedgerDb): Promise<ReadonlyMap<string, Failure>> {
  const rows = await db
    .selectFrom('connection')
    .select(['system', 'paused'])
    .where('paused_at', 'is not', null)
    .execute();
  return new Map(rows.map((row) => [row.system, row.paused as Failure]));
}
