import { sql } from 'kysely';
import type { EntityId } from '../domain/entity.ts';
import type { ClosedGate } from '../domain/qualified.ts';
import { jsonb, type LedgerTx } from './database.ts';

/** A person whom a recipe would lead to sales, if no gate were closed for them. */
export interface Stopped {
  /** The round in which they would be handed over. */
  readonly cycle: number;
  readonly recipe: string;
  readonly gates: readonly ClosedGate[];
}

/** Notes of these people whom gates keep from sales now; of whoever is kept in the same round, it stays known since when. */
export async function noteStopped(
  tx: LedgerTx,
  people: readonly { readonly entity: EntityId; readonly stopped: Stopped | null }[],
  now: Date,
): Promise<void> {
  if (people.length === 0) return;
  const rows = people.flatMap(({ entity, stopped }) => (stopped === null ? [] : [{ entity, ...stopped }]));
  const free = people.flatMap(({ entity, stopped }) => (stopped === null ? [entity] : []));
  await sql`
    with gone as (delete from stopped where entity_id = any(${free}::uuid[]))
    insert into stopped (entity_id, cycle, recipe, gates, since)
    select entity, cycle, recipe, gates, ${now}
    from jsonb_to_recordset(${jsonb(rows)}) as r(entity uuid, cycle integer, recipe text, gates jsonb)
    on conflict (entity_id) do update set cycle = excluded.cycle, recipe = excluded.recipe, gates = excluded.gates,
      since = case when stopped.cycle = excluded.cycle then stopped.since else excluded.since end
    where (stopped.cycle, stopped.recipe, stopped.gates) is distinct from (excluded.cycle, excluded.recipe, excluded.gates)`.execute(
    tx,
  );
}
