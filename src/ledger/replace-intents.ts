import { sql } from 'kysely';
import type { ChangeKind } from '../domain/change.ts';
import type { Lane } from '../domain/lane.ts';
import { writeObject, writeSystem, type Intent } from '../domain/plan.ts';
import type { CommitContext, PlannedEntity } from './planned-entity.ts';
import { jsonb, type LedgerTx } from './database.ts';

/** Puts what the plans ask for into the outbox, in place of what was decided before and is not being sent. */
export async function replaceIntents(
  tx: LedgerTx,
  planned: readonly PlannedEntity[],
  context: CommitContext,
): Promise<void> {
  const held = await takeAway(tx, planned);
  const rows = planned.flatMap(({ claimed, plan }) =>
    plan.intents.map((intent) => ({
      id: intent.id,
      entity_id: plan.entity,
      kind: intent.write.kind,
      system: writeSystem(intent.write),
      object: writeObject(intent.write),
      record_id: intent.write.kind === 'update' ? intent.write.ref.id : null,
      fields: intent.write.fields,
      settles: intent.settles,
      sources: intent.sources,
      replaces: intent.replaces ?? null,
      changes: Object.keys(intent.changes).length === 0 ? null : intent.changes,
      lane: heldLane(held, plan.entity, intent) ?? claimed.lane,
      received_at: claimed.receivedAt,
    })),
  );
  if (rows.length === 0) return;
  await sql`
    insert into intent (id, entity_id, kind, system, object, record_id, fields, settles, sources, changes, replaces, lane, partition, state,
      due_at, read_at, received_at)
    select r.id, entity_id, r.kind, system, object, record_id, fields, settles, sources, nullif(changes, 'null'::jsonb),
      nullif(replaces, 'null'::jsonb), lane, e.partition, 'due', ${context.now}, ${context.readAt}, received_at
    from jsonb_to_recordset(${jsonb(rows)}) as r(id uuid, entity_id uuid, kind text, system text, object text, record_id text,
      fields jsonb, settles jsonb, sources jsonb, changes jsonb, replaces jsonb, lane text, received_at timestamptz)
    join entity e on e.id = r.entity_id`.execute(tx);
}

interface HeldIntent {
  readonly entity_id: string;
  readonly system: string;
  readonly lane: Lane;
  readonly kinds: readonly ChangeKind[];
}

/** @returns what of it a breaker held */
async function takeAway(tx: LedgerTx, planned: readonly PlannedEntity[]): Promise<readonly HeldIntent[]> {
  const plans = planned.map((item) => item.plan);
  const decided = plans.filter((plan) => plan.decided).map((plan) => plan.entity);
  const kept = plans.flatMap((plan) => plan.stillParked);
  const { rows } = await sql<HeldIntent>`
    with gone as (
      delete from intent
      where entity_id = any(${decided}::uuid[]) and state <> 'sent' and not id = any(${kept}::uuid[])
      returning entity_id, system, lane, state, changes)
    select entity_id, system, lane, array(select jsonb_object_keys(changes)) as kinds from gone where state = 'held'`.execute(
    tx,
  );
  return rows;
}

/** What is held stays in its lane when it is decided anew: a look of another lane must not let it slip past its breaker. */
function heldLane(held: readonly HeldIntent[], entity: string, intent: Intent): Lane | undefined {
  const system = writeSystem(intent.write);
  return held.find(
    (row) =>
      row.entity_id === entity && row.system === system && row.kinds.some((kind) => kind in intent.changes),
  )?.lane;
}
