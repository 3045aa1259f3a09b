import { sql } from 'kysely';
import type { ChangeKind } from '../domain/change.ts';
import { earliest } from '../domain/clock.ts';
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
  const replaced = await takeAway(tx, planned);
  await narrowParked(tx, planned);
  const rows = planned.flatMap(({ claimed, plan }) =>
    plan.intents.map((intent) => {
      const consent = intent.consent === true;
      const place = { entity_id: plan.entity, system: writeSystem(intent.write), consent };
      const before = replaced.get(placeOf(place)) ?? [];
      return {
        ...place,
        id: intent.id,
        kind: intent.write.kind,
        object: writeObject(intent.write),
        record_id: intent.write.kind === 'update' ? intent.write.ref.id : null,
        ...contentOf(intent),
        look_after: intent.lookAfter === true,
        lane: consent ? 'hot' : (heldLane(before, intent) ?? claimed.lane),
        received_at: waitingSince(before, claimed.receivedAt),
      };
    }),
  );
  if (rows.length === 0) return;
  await sql`
    insert into intent (id, entity_id, kind, system, object, record_id, fields, settles, sources, changes, replaces, consent, look_after, lane, partition, state,
      due_at, read_at, received_at)
    select r.id, entity_id, r.kind, system, object, record_id, fields, settles, sources, nullif(changes, 'null'::jsonb),
      nullif(replaces, 'null'::jsonb), consent, look_after, lane, e.partition, 'due', ${context.now}, ${context.readAt}, received_at
    from jsonb_to_recordset(${jsonb(rows)}) as r(id uuid, entity_id uuid, kind text, system text, object text, record_id text,
      fields jsonb, settles jsonb, sources jsonb, changes jsonb, replaces jsonb, consent boolean, look_after boolean, lane text, received_at timestamptz)
    join entity e on e.id = r.entity_id`.execute(tx);
}

const contentOf = ({ write, settles, sources, changes, replaces }: Intent) => ({
  fields: write.fields,
  settles,
  sources,
  changes: Object.keys(changes).length === 0 ? null : changes,
  replaces: replaces ?? null,
});

/** What is left of parked intents whose other fields go without them. */
async function narrowParked(tx: LedgerTx, planned: readonly PlannedEntity[]): Promise<void> {
  const rows = planned.flatMap(({ plan }) =>
    plan.stillParked.flatMap(({ id, intent }) => (intent === null ? [] : [{ id, ...contentOf(intent) }])),
  );
  if (rows.length === 0) return;
  await sql`
    update intent i set fields = r.fields, settles = r.settles, sources = r.sources,
      changes = nullif(r.changes, 'null'::jsonb), replaces = nullif(r.replaces, 'null'::jsonb)
    from jsonb_to_recordset(${jsonb(rows)}) as r(id uuid, fields jsonb, settles jsonb, sources jsonb, changes jsonb, replaces jsonb)
    where i.id = r.id and i.state = 'parked'`.execute(tx);
}

interface ReplacedIntent {
  readonly entity_id: string;
  readonly system: string;
  readonly consent: boolean;
  readonly state: string;
  readonly lane: Lane;
  readonly kinds: readonly ChangeKind[];
  readonly received_at: Date | null;
}

async function takeAway(
  tx: LedgerTx,
  planned: readonly PlannedEntity[],
): Promise<ReadonlyMap<string, readonly ReplacedIntent[]>> {
  const plans = planned.map((item) => item.plan);
  const decided = plans.filter((plan) => plan.decided).map((plan) => plan.entity);
  const kept = plans.flatMap((plan) => plan.stillParked.map(({ id }) => id));
  const { rows } = await sql<ReplacedIntent>`
    with gone as (
      delete from intent
      where entity_id = any(${decided}::uuid[]) and state <> 'sent' and not id = any(${kept}::uuid[])
      returning entity_id, system, consent, state, lane, changes, received_at)
    select entity_id, system, consent, state, lane, array(select jsonb_object_keys(changes)) as kinds, received_at from gone`.execute(
    tx,
  );
  return Map.groupBy(rows, placeOf);
}

const placeOf = ({ entity_id, system, consent }: Pick<ReplacedIntent, 'entity_id' | 'system' | 'consent'>) =>
  `${entity_id} ${system} ${consent}`;

/** What is held stays in its lane when it is decided anew: a look of another lane must not let it slip past its breaker. */
const heldLane = (replaced: readonly ReplacedIntent[], { changes }: Intent): Lane | undefined =>
  replaced.find(({ state, kinds }) => state === 'held' && kinds.some((kind) => kind in changes))?.lane;

/** A write has waited since the first news that it answers, however often it was thought out anew. */
const waitingSince = (replaced: readonly ReplacedIntent[], receivedAt: Date): Date =>
  earliest([
    receivedAt,
    ...replaced.flatMap(({ state, received_at }) =>
      state === 'due' && received_at !== null ? [received_at] : [],
    ),
  ]);
