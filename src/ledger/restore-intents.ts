import { sql } from 'kysely';
import type { Ids } from '../domain/clock.ts';
import type { Lane } from '../domain/lane.ts';
import type { RecordRef } from '../domain/record.ts';
import type { Fields } from '../domain/value.ts';
import { dueOnce, type Due } from './capture-events.ts';
import { inTransaction, jsonb, type LedgerDb } from './database.ts';

/** A write of values that a record held before, under the system's own names. */
export interface Restore {
  readonly ref: RecordRef;
  readonly fields: Fields;
  /** What its receipt says is agreed with the record, under our names. */
  readonly settles: Fields;
}

/**
 * Puts writes into the outbox that no decision has led to. The next decision about the entity takes away what has not been
 * sent by then.
 *
 * @returns where deliveries are due now
 */
export async function addRestores(
  db: LedgerDb,
  restores: readonly Restore[],
  { now, ids }: { readonly now: Date; readonly ids: Ids },
): Promise<readonly Due[]> {
  const rows = restores.map(({ ref, fields, settles }) => ({ ...ref, intent: ids.next(), fields, settles }));
  return inTransaction(db, async (tx) => {
    const added = await sql<{ lane: Lane; partition: number }>`
      insert into intent (id, entity_id, kind, system, object, record_id, fields, settles, sources, lane, partition, state,
        due_at, read_at, received_at)
      select r.intent, l.entity_id, 'update', r.system, r.object, r.id, r.fields, r.settles, '[]', 'bulk', e.partition, 'due',
        ${now}, ${now}, ${now}
      from jsonb_to_recordset(${jsonb(rows)}) as r(intent uuid, system text, object text, id text, fields jsonb, settles jsonb)
      join link l on (l.system, l.object, l.record_id) = (r.system, r.object, r.id) and l.ended_why is null
      join entity e on e.id = l.entity_id
      returning lane, partition`.execute(tx);
    return dueOnce(added.rows);
  });
}
