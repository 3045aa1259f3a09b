import { sql } from 'kysely';
import type { EntityId } from '../domain/entity.ts';
import type { LockedBreaker } from './breakers.ts';
import type { LedgerTx } from './database.ts';
import { lookAgain } from './look-again.ts';

/**
 * Drops what a breaker holds. What each side says of the fields concerned counts as agreed with that side, so that nothing
 * differs from its shadow any more; records that were to be made are unwanted. What else a dropped write carried is
 * decided anew, without the dropped fields.
 *
 * @returns how many intents were dropped
 */
export async function dropHeld(tx: LedgerTx, breaker: LockedBreaker, now: Date): Promise<number> {
  const { id, system, lane, kind } = breaker;
  const { rows } = await sql<{ id: string; entity_id: EntityId; rest: boolean }>`
    select id, entity_id, kind = 'update' and exists (
      select 1 from jsonb_object_keys(settles) s(name) where not (changes -> ${kind}::text) ? s.name) as rest
    from intent where state = 'held' and lane = ${lane} and system = ${system} and changes ? ${kind}::text
    for update`.execute(tx);
  if (rows.length === 0) return 0;
  const ids = rows.map((row) => row.id);
  await voidDecisions(
    tx,
    rows.map((row) => row.entity_id),
  );
  await sql`
    with dropped as (select * from intent where id = any(${ids}::uuid[])),
    agreed as (
      select d.system, d.object, d.record_id, f.key as name, f.value
      from dropped d cross join lateral jsonb_each(d.changes -> ${kind}::text) f where d.kind = 'update'
      union all
      select s.source #>> '{ref,system}', s.source #>> '{ref,object}', s.source #>> '{ref,id}', f.key, f.value
      from dropped d cross join lateral jsonb_array_elements(d.sources) s(source)
        cross join lateral jsonb_each(s.source -> 'fields') f
      where d.kind = 'update' and (d.changes -> ${kind}::text) ? f.key)
    insert into shadow (system, object, record_id, fields)
    select system, object, record_id, jsonb_object_agg(name, value) from agreed group by system, object, record_id
    on conflict (system, object, record_id) do update set fields = shadow.fields || excluded.fields`.execute(
    tx,
  );
  await sql`
    insert into unwanted (entity_id, system, breaker_id)
    select entity_id, system, ${id} from intent where id = any(${ids}::uuid[]) and kind = 'create'`.execute(
    tx,
  );
  await sql`delete from intent where id = any(${ids}::uuid[])`.execute(tx);
  await lookAgain(
    tx,
    rows.filter((row) => row.rest).map((row) => ({ entity: row.entity_id, dueAt: now, since: now, lane })),
  );
  return rows.length;
}

/** What is being thought out about these entities at this moment does not know of the drop: it is lost, and begun again. */
async function voidDecisions(tx: LedgerTx, entities: readonly EntityId[]): Promise<void> {
  await sql`
    with mine as materialized (
      select id from entity where id = any(${[...entities]}::uuid[]) order by id for no key update)
    update entity set lease_by = null, lease_until = null
    where id in (select id from mine) and lease_until is not null`.execute(tx);
}
