import { sql } from 'kysely';
import type { EntityId } from '../domain/entity.ts';
import type { Replaced } from '../domain/plan.ts';
import type { RecordRef } from '../domain/record.ts';
import type { Fields } from '../domain/value.ts';
import { fromRefRow, type LedgerDb, type RefRow } from './database.ts';

/** A write that took place. */
export interface PastWrite {
  readonly ref: RecordRef;
  readonly kind: 'create' | 'update';
  /** By the system's own names. */
  readonly fields: readonly string[];
  /** Null when only the names were kept. */
  readonly replaced: (Replaced & { readonly after: Fields }) | null;
}

/** The writes of an entity's records that the ledger still knows of, the latest first. */
export async function pastWrites(db: LedgerDb, entity: EntityId): Promise<readonly PastWrite[]> {
  const { rows } = await sql<RefRow & Pick<PastWrite, 'kind' | 'fields' | 'replaced'>>`
    select system, object, record_id, kind, fields, replaced from receipt
    where entity_id = ${entity}::uuid order by id desc`.execute(db);
  return rows.map(({ kind, fields, replaced, ...ref }) => ({ ref: fromRefRow(ref), kind, fields, replaced }));
}
