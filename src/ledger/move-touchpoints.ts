import { sql } from 'kysely';
import type { EntityId } from '../domain/entity.ts';
import type { RecordRef } from '../domain/record.ts';
import { jsonb, toRefRow, type LedgerTx } from './database.ts';

/**
 * Two entities are one: what either did, the one that stays has done, which nobody knew before. Their links have been moved
 * before.
 */
export async function mergeTouchpoints(
  tx: LedgerTx,
  into: EntityId,
  from: EntityId,
  now: Date,
): Promise<void> {
  await sql`
    update touchpoint set entity_id = ${into}::uuid, joined_at = ${now} where entity_id = ${from}::uuid`.execute(
    tx,
  );
  await recount(tx, [into, from]);
}

/**
 * Some records have become an entity of their own: what was told of them, or of an e-mail address that they alone have,
 * goes along. Their links have been moved before.
 */
export async function splitTouchpoints(
  tx: LedgerTx,
  from: EntityId,
  to: EntityId,
  leaving: readonly RecordRef[],
  now: Date,
): Promise<void> {
  await sql`
    with leaving as (
      select * from jsonb_to_recordset(${jsonb(leaving.map(toRefRow))}) as r(system text, object text, record_id text)),
    addresses as (
      select address from address join leaving using (system, object, record_id)
      except select address from address join link l using (system, object, record_id) where l.entity_id = ${from}::uuid)
    update touchpoint t set entity_id = ${to}::uuid, joined_at = ${now}
    where t.entity_id = ${from}::uuid and (t.address in (select address from addresses)
      or (t.system, t.who_object, t.who_id) in (select system, object, record_id from leaving))`.execute(tx);
  await recount(tx, [from, to]);
}

async function recount(tx: LedgerTx, entities: readonly EntityId[]): Promise<void> {
  const ids = sql`any(${[...entities]}::uuid[])`;
  await sql`delete from touch_total where entity_id = ${ids}`.execute(tx);
  await sql`
    insert into touch_total (entity_id, kind, about, touches, first_at, last_at)
    select entity_id, kind, coalesce(about, ''), count(*), min(at), max(at) from touchpoint
    where entity_id = ${ids} group by 1, 2, 3`.execute(tx);
}
