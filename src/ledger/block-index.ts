import { sql } from 'kysely';
import type { EntityKind } from '../domain/entity.ts';
import type { SystemRecord } from '../domain/record.ts';
import type { Fields } from '../domain/value.ts';
import { noteBlocks, type RecordBlocks } from './block-keys.ts';
import { fromRefRow, inTransaction, jsonb, toRefRow, type LedgerDb, type RefRow } from './database.ts';

export interface StoredRecord {
  readonly kind: EntityKind;
  readonly record: SystemRecord;
}

/** Records taken into the index in one go: few, as whoever shares the built-in database's one session waits meanwhile. */
const PAGE = 100;

/**
 * Takes the next records that the ledger knows into the index of blocks, as `blocksOf` names them for this version of
 * the rules. Goes on where it was, also in another process; a new version begins anew.
 *
 * @returns whether there are more
 */
export async function refillBlocks(
  db: LedgerDb,
  version: string,
  blocksOf: (stored: StoredRecord) => RecordBlocks | null,
): Promise<boolean> {
  const state = await db
    .selectFrom('block_index')
    .selectAll()
    .where('version', '=', version)
    .executeTakeFirst();
  if (state?.done === true) return false;
  const after = state === undefined ? null : (state.position as RefRow | null);
  const { rows } = await sql<RefRow & { kind: EntityKind; fields: Fields }>`
    select r.system, r.object, r.record_id, r.fields, e.kind
    from record r join link l using (system, object, record_id) join entity e on e.id = l.entity_id
    where ${after === null ? sql`true` : sql`(r.system, r.object, r.record_id) > (${after.system}, ${after.object}, ${after.record_id})`}
    order by r.system, r.object, r.record_id limit ${PAGE}`.execute(db);
  const last = rows.at(-1);
  const done = rows.length < PAGE;
  await inTransaction(db, async (tx) => {
    await noteBlocks(
      tx,
      rows.flatMap((row) => {
        const record = { ref: fromRefRow(row), fields: row.fields, externalKey: null, modifiedAt: null };
        const blocks = blocksOf({ kind: row.kind, record });
        return blocks === null ? [] : [blocks];
      }),
    );
    const position = last === undefined ? null : toRefRow(fromRefRow(last));
    await sql`delete from block_index where version <> ${version}`.execute(tx);
    await sql`
      insert into block_index (version, position, done) values (${version}, ${jsonb(position)}, ${done})
      on conflict (version) do update set position = excluded.position, done = excluded.done`.execute(tx);
  });
  return !done;
}
