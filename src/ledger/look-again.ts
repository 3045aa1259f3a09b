import { sql } from 'kysely';
import type { EntityId } from '../domain/entity.ts';
import type { Lane } from '../domain/lane.ts';
import { dueOnce, type Due } from './capture-events.ts';
import { jsonb, type LedgerTx } from './database.ts';

/** The wish to decide about an entity anew, whatever its records say. */
export interface Look {
  readonly entity: EntityId;
  readonly dueAt: Date;
  /** When that came in which the look follows from. */
  readonly since: Date;
  /** Live when not given. */
  readonly lane?: Lane;
}

/**
 * Looks at each entity, or at the one it was folded into, through its primary record.
 *
 * @returns where looks are due then
 */
export async function lookAgain(tx: LedgerTx, looks: readonly Look[]): Promise<readonly Due[]> {
  if (looks.length === 0) return [];
  const rows = looks.map(({ entity, dueAt, since, lane = 'live' }) => ({
    entity,
    due_at: dueAt,
    since,
    lane,
  }));
  const { rows: due } = await sql<Due>`
    insert into inbox (system, object, record_id, entity_id, lane, partition, origin, received_at, due_at)
    select distinct on (l.entity_id) l.system, l.object, l.record_id, l.entity_id, r.lane, e.partition, 'look',
      r.since, r.due_at
    from jsonb_to_recordset(${jsonb(rows)}) as r(entity uuid, due_at timestamptz, since timestamptz, lane text)
    join entity f on f.id = r.entity
    join entity e on e.id = coalesce(f.folded_into, f.id)
    join link l on l.entity_id = e.id and l.ended_why is null
    order by l.entity_id, l.is_primary desc, r.due_at
    on conflict (system, object, record_id) do update set rings = inbox.rings + 1, origin = 'look',
      due_at = least(inbox.due_at, excluded.due_at), received_at = least(inbox.received_at, excluded.received_at)
    returning lane, partition`.execute(tx);
  return dueOnce(due);
}
