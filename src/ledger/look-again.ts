import { sql } from 'kysely';
import { jsonb, type LedgerTx } from './database.ts';

/** A look at each entity, through its primary record. */
export async function lookAgain(
  tx: LedgerTx,
  looks: readonly { readonly entity_id: string; readonly due_at: Date }[],
  now: Date,
): Promise<void> {
  if (looks.length === 0) return;
  await sql`
    insert into inbox (system, object, record_id, entity_id, lane, partition, origin, received_at, due_at)
    select distinct on (l.entity_id) l.system, l.object, l.record_id, l.entity_id, 'live', e.partition, 'look',
      ${now}::timestamptz, r.due_at
    from jsonb_to_recordset(${jsonb(looks)}) as r(entity_id uuid, due_at timestamptz)
    join entity f on f.id = r.entity_id
    join entity e on e.id = coalesce(f.folded_into, f.id)
    join link l on l.entity_id = e.id and l.ended_why is null
    order by l.entity_id, l.is_primary desc
    on conflict (system, object, record_id) do update set rings = inbox.rings + 1,
      due_at = least(inbox.due_at, excluded.due_at)`.execute(tx);
}
