import { sql } from 'kysely';
import type { EntityId } from '../domain/entity.ts';
import type { RecordRef } from '../domain/record.ts';
import type { Fields } from '../domain/value.ts';
import { fromRefRow, jsonb, toRefRow, type LedgerDb, type LedgerTx, type RefRow } from './database.ts';

/** A living primary record as it was last seen, and what was last agreed with it. */
export interface KnownRecord {
  readonly ref: RecordRef;
  readonly lastSeen: Fields;
  readonly agreed: Fields | null;
  readonly modifiedAt: Date | null;
}

interface Row extends RefRow {
  readonly entity_id: EntityId;
  readonly fields: Fields;
  readonly agreed: Fields | null;
  readonly modified_at: Date | null;
}

/** What is known of entities without asking any system: one look-up for all. */
export async function readKnown(
  db: LedgerDb,
  entities: readonly EntityId[],
): Promise<ReadonlyMap<EntityId, readonly KnownRecord[]>> {
  if (entities.length === 0) return new Map();
  const { rows } = await sql<Row>`
    select l.entity_id, l.system, l.object, l.record_id, r.fields, s.fields as agreed, r.modified_at
    from link l join record r using (system, object, record_id) left join shadow s using (system, object, record_id)
    where l.entity_id = any(${[...new Set(entities)]}::uuid[]) and l.is_primary and l.ended_why is null
    order by l.linked_at, l.record_id`.execute(db);
  const known = Map.groupBy(rows, (row) => row.entity_id);
  return new Map(
    [...known].map(([entity, records]) => [
      entity,
      records.map((row) => ({
        ref: fromRefRow(row),
        lastSeen: row.fields,
        agreed: row.agreed,
        modifiedAt: row.modified_at,
      })),
    ]),
  );
}

export interface Renewed {
  readonly ref: RecordRef;
  readonly fields: Fields;
  readonly modifiedAt: Date;
}

/** Notes what records that are known look like now, where nothing is to follow from it. */
export async function renewKnown(tx: LedgerTx, records: readonly Renewed[]): Promise<void> {
  if (records.length === 0) return;
  const rows = records.map(({ ref, fields, modifiedAt }) => ({
    ...toRefRow(ref),
    fields,
    modified_at: modifiedAt,
  }));
  await sql`
    update record r set fields = n.fields, modified_at = n.modified_at
    from jsonb_to_recordset(${jsonb(rows)}) as n(system text, object text, record_id text, fields jsonb, modified_at timestamptz)
    where (r.system, r.object, r.record_id) = (n.system, n.object, n.record_id)`.execute(tx);
}
