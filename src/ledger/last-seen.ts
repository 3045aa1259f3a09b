import { sql } from 'kysely';
import { refKey, type RecordRef } from '../domain/record.ts';
import type { Fields } from '../domain/value.ts';
import { fromRefRow, jsonb, toRefRow, type LedgerDb, type LedgerTx, type RefRow } from './database.ts';

/** What records looked like when they were last seen or told, by the keys of their refs; those never seen are left out. */
export async function readLastSeen(
  db: LedgerDb | LedgerTx,
  refs: readonly RecordRef[],
): Promise<ReadonlyMap<string, Fields>> {
  if (refs.length === 0) return new Map();
  const { rows } = await sql<RefRow & { fields: Fields }>`
    select system, object, record_id, fields
    from record join jsonb_to_recordset(${jsonb(refs.map(toRefRow))}) as r(system text, object text, record_id text)
      using (system, object, record_id)`.execute(db);
  return new Map(rows.map((row) => [refKey(fromRefRow(row)), row.fields]));
}
