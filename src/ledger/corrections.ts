import { sql } from 'kysely';
import type { EntityId } from '../domain/entity.ts';
import type { RecordRef, SystemName } from '../domain/record.ts';
import type { Correction } from '../domain/split.ts';
import { fromRefRow, jsonb, toRefRow, type LedgerDb, type LedgerTx, type RefRow } from './database.ts';
import { lookAgain } from './look-again.ts';

/** What splits have left to be done about an entity. */
export interface ToCorrect {
  /** Of its own records. */
  readonly corrections: readonly Correction[];
  /** Systems where a record that has left still carries its key: a create by that key would overwrite it. */
  readonly keyElsewhere: readonly SystemName[];
}

const NOTHING: ToCorrect = { corrections: [], keyElsewhere: [] };

export async function toCorrect(
  db: LedgerDb,
  entities: readonly EntityId[],
): Promise<(entity: EntityId) => ToCorrect> {
  const { rows } = await sql<RefRow & Omit<Correction, 'ref'> & { entity_id: EntityId }>`
    select c.system, c.object, c.record_id, c.fields, c.key, l.entity_id
    from correction c cross join lateral (
      select entity_id from link l
      where (l.system, l.object, l.record_id) = (c.system, c.object, c.record_id) limit 1) l
    where l.entity_id = any(${[...entities]}::uuid[]) or c.key ->> 'from' = any(${[...entities]}::text[])`.execute(
    db,
  );
  return (entity) =>
    rows.length === 0
      ? NOTHING
      : {
          corrections: rows
            .filter((row) => row.entity_id === entity)
            .map((row) => ({ ref: fromRefRow(row), fields: row.fields, key: row.key })),
          keyElsewhere: rows
            .filter((row) => row.key?.from === entity && row.entity_id !== entity)
            .map((row) => row.system),
        };
}

export async function noteCorrections(tx: LedgerTx, corrections: readonly Correction[]): Promise<void> {
  const rows = corrections.map(({ ref, fields, key }) => ({ ...toRefRow(ref), fields, key }));
  await sql`
    insert into correction (system, object, record_id, fields, key)
    select system, object, record_id, fields, nullif(key, 'null'::jsonb) from jsonb_to_recordset(${jsonb(rows)})
      as r(system text, object text, record_id text, fields jsonb, key jsonb)
    on conflict (system, object, record_id) do update set fields = excluded.fields, key = coalesce(excluded.key, correction.key)`.execute(
    tx,
  );
}

/** Nothing is left to put right in these records, or they are gone. Whoever waited for its key back is looked at again. */
export async function endCorrections(tx: LedgerTx, refs: readonly RecordRef[], now: Date): Promise<void> {
  if (refs.length === 0) return;
  const { rows } = await sql<{ entity: EntityId | null }>`
    delete from correction c using jsonb_to_recordset(${jsonb(refs.map(toRefRow))}) as r(system text, object text, record_id text)
    where (c.system, c.object, c.record_id) = (r.system, r.object, r.record_id)
    returning c.key ->> 'from' as entity`.execute(tx);
  await wake(tx, rows, now);
}

/** Receipts of whole corrections. */
export async function noteCorrected(
  tx: LedgerTx,
  written: readonly { readonly ref: RecordRef; readonly fields: readonly string[] }[],
  now: Date,
): Promise<void> {
  // Nearly always there is none: then the receipts need not be compared.
  const any = await tx.selectFrom('correction').select('record_id').limit(1).executeTakeFirst();
  if (any === undefined) return;
  const rows = written.map(({ ref, fields }) => ({ ...toRefRow(ref), fields }));
  const { rows: over } = await sql<{ entity: EntityId | null }>`
    delete from correction c
    using jsonb_to_recordset(${jsonb(rows)}) as r(system text, object text, record_id text, fields jsonb)
    where (c.system, c.object, c.record_id) = (r.system, r.object, r.record_id)
      and r.fields ?& array(select jsonb_object_keys(c.fields) union all select c.key ->> 'field' where c.key is not null)
    returning c.key ->> 'from' as entity`.execute(tx);
  await wake(tx, over, now);
}

const wake = (
  tx: LedgerTx,
  rows: readonly { readonly entity: EntityId | null }[],
  now: Date,
): Promise<unknown> =>
  lookAgain(
    tx,
    rows.flatMap(({ entity }) => (entity === null ? [] : [{ entity, dueAt: now, since: now }])),
  );
