import { hash } from 'node:crypto';
import { sql } from 'kysely';
import type { EntityId } from '../domain/entity.ts';
import type { RecordRef, SystemName, SystemRecord } from '../domain/record.ts';
import { jsonb, toRefRow, type LedgerDb, type LedgerTx } from './database.ts';

/** The blocks a record is in, as the identity rules name them. They hold values, so they are stored as hashes only. */
export interface RecordBlocks {
  readonly ref: RecordRef;
  readonly blocks: readonly string[];
}

/** 48 bits: two blocks that share a hash only make candidates that the rules then find unlike. */
const HEX_DIGITS = 12;

export const hashBlock = (system: SystemName, block: string): number =>
  Number.parseInt(hash('sha256', `${system}\n${block}`).slice(0, HEX_DIGITS), 16);

/**
 * Notes the blocks that records are in now, in one statement; what is as it was is not written.
 *
 * @returns the entities of records whose blocks changed
 */
export async function noteBlocks(
  db: LedgerDb | LedgerTx,
  records: readonly RecordBlocks[],
): Promise<readonly EntityId[]> {
  if (records.length === 0) return [];
  const rows = records.map(({ ref, blocks }) => ({
    ...toRefRow(ref),
    keys: [...new Set(blocks.map((block) => hashBlock(ref.system, block)))].toSorted((a, b) => a - b),
  }));
  const { rows: changed } = await sql<{ entity_id: EntityId }>`
    with given as (
      select distinct on (system, object, record_id) * from jsonb_to_recordset(${jsonb(rows)})
        as r(system text, object text, record_id text, keys bigint[])
      order by system, object, record_id),
    former as (
      select m.id, m.keys from block_member m join given using (system, object, record_id)),
    saved as (
      insert into block_member (system, object, record_id, keys) select system, object, record_id, keys from given
      on conflict (system, object, record_id) do update set keys = excluded.keys
        where block_member.keys <> excluded.keys
      returning id, system, object, record_id, keys),
    left_blocks as (
      delete from block_key k using (select f.id, unnest(f.keys) as key from former f join saved using (id)) o, saved s
      where (k.key, k.member) = (o.key, o.id) and s.id = o.id and k.key <> all(s.keys)),
    entered as (
      insert into block_key (key, member) select unnest(keys), id from saved on conflict do nothing)
    select distinct l.entity_id from saved join link l using (system, object, record_id)`.execute(db);
  return changed.map((row) => row.entity_id);
}

/** Stores records as last seen, for those that are about to be compared with them. */
export async function noteSeen(
  db: LedgerDb | LedgerTx,
  seen: readonly SystemRecord[],
  readAt: Date,
): Promise<void> {
  if (seen.length === 0) return;
  const rows = seen.map((record) => ({
    ...toRefRow(record.ref),
    fields: record.fields,
    external_key: record.externalKey,
    modified_at: record.modifiedAt,
  }));
  await sql`
    insert into record (system, object, record_id, fields, external_key, modified_at, seen_at)
    select system, object, record_id, fields, external_key, modified_at, ${readAt} from jsonb_to_recordset(${jsonb(rows)})
      as r(system text, object text, record_id text, fields jsonb, external_key text, modified_at timestamptz)
    on conflict (system, object, record_id) do update set fields = excluded.fields, external_key = excluded.external_key,
      modified_at = excluded.modified_at, seen_at = excluded.seen_at`.execute(db);
}
