import { sql } from 'kysely';
import type { RecordRef } from '../domain/record.ts';
import { jsonb, toRefRow, type LedgerTx } from './database.ts';

/** The e-mail addresses of a person's record, in the form compared. */
export interface RecordAddresses {
  readonly ref: RecordRef;
  readonly addresses: readonly string[];
}

/** Notes the addresses that records have now; what is as it was is not written. */
export async function noteAddresses(tx: LedgerTx, records: readonly RecordAddresses[]): Promise<void> {
  if (records.length === 0) return;
  const rows = records.map(({ ref, addresses }) => ({ ...toRefRow(ref), addresses }));
  await sql`
    with given as (
      select distinct on (system, object, record_id) * from jsonb_to_recordset(${jsonb(rows)})
        as r(system text, object text, record_id text, addresses text[])),
    gone as (
      delete from address a using given g
      where (a.record_id, a.object, a.system) = (g.record_id, g.object, g.system) and a.address <> all(g.addresses))
    insert into address (address, system, object, record_id)
    select unnest(addresses), system, object, record_id from given on conflict do nothing`.execute(tx);
}
