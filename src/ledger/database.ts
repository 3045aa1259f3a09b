import { Kysely, PostgresDialect, sql, type PostgresPool, type RawBuilder, type Transaction } from 'kysely';
import pRetry from 'p-retry';
import type { RecordRef } from '../domain/record.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Tables } from './schema.ts';

export type LedgerDb = Kysely<Tables>;
export type LedgerTx = Transaction<Tables>;

/** The ledger over any pool of PostgreSQL's shape. The pool stays the caller's to close. */
export const ledgerOver = (pool: PostgresPool): LedgerDb =>
  new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });

const DEADLOCK = '40P01';
const DEADLOCK_TRIES = 6;

/**
 * Runs `work` in one transaction. Transactions lock rows of many records in an order of their own, so two can wait for
 * each other; PostgreSQL then ends one of them, which is run again. `work` may run several times: it only uses the ledger.
 * https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-DEADLOCKS
 */
export const inTransaction = <T>(db: LedgerDb, work: (tx: LedgerTx) => Promise<T>): Promise<T> =>
  pRetry(() => db.transaction().execute(work), {
    retries: DEADLOCK_TRIES - 1,
    minTimeout: 10,
    randomize: true,
    shouldRetry: ({ error }) => 'code' in error && error.code === DEADLOCK,
  });

/** A value as one JSON parameter: rows for `jsonb_to_recordset`, or a column's content. */
export const jsonb = (value: unknown): RawBuilder<unknown> => sql`${JSON.stringify(value)}::jsonb`;

export interface RefRow {
  readonly system: string;
  readonly object: string;
  readonly record_id: string;
}

export const toRefRow = (ref: RecordRef): RefRow => ({
  system: ref.system,
  object: ref.object,
  record_id: ref.id,
});
export const fromRefRow = (row: RefRow): RecordRef => ({
  system: row.system,
  object: row.object,
  id: row.record_id,
});

/** A stored snapshot back as the domain's: JSON keeps dates as text. */
export function fromStoredSnapshot(stored: unknown): Snapshot | null {
  if (stored === null || stored === undefined) return null;
  const snapshot = stored as Snapshot;
  if (snapshot.kind !== 'present') return snapshot;
  const { record } = snapshot;
  const modifiedAt = record.modifiedAt === null ? null : new Date(record.modifiedAt);
  return { kind: 'present', record: { ...record, modifiedAt } };
}
