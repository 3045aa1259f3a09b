import { sql } from 'kysely';
import { chunks } from '../domain/chunks.ts';
import type { EntityId } from '../domain/entity.ts';
import { ERASED_CODE } from '../domain/erasure.ts';
import type { Lane } from '../domain/lane.ts';
import { noteAddresses } from './addresses.ts';
import { endAwaiting } from './awaits-rules.ts';
import { noteBlocks, noteSeen } from './block-keys.ts';
import { inTransaction, jsonb, toRefRow, type LedgerDb, type LedgerTx } from './database.ts';
import { dueOnce, type Due } from './capture-events.ts';
import { noteConflicts } from './conflicts.ts';
import { endCorrections } from './corrections.ts';
import { noteFailures } from './failures.ts';
import { lockEntities } from './entities.ts';
import { joinTouchpoints, type Persons } from './join-touchpoints.ts';
import { lookAgain } from './look-again.ts';
import { mendLink, wakeWaiting } from './mend-links.ts';
import { noteNews } from './note-news.ts';
import { noteStages } from './opportunity-stages.ts';
import type { CommitContext, PlannedEntity } from './planned-entity.ts';
import { replaceIntents } from './replace-intents.ts';

/** Whoever shares the built-in database's one session waits while a transaction goes on, so none is long. */
export const AT_ONCE = 50;
/** How long an entity waits whose last write is still under way. */
const BUSY_MS = 250;
/** A mended link is looked at again at once; a neighbour that stays busy, ever less often. */
const AGAIN_STEP_MS = 50;
/** A record that could not be read is tried again after this, then twice this, and so on. */
const LATER_STEP_MS = 5_000;
const MAX_STEPS = 12;

/**
 * Commits plans: links, shadows, intents, conflicts, failures, and the inbox rows they answer; an entity's all together.
 * A row that rang again meanwhile stays. Entities whose lease was lost, or whose last write is still under way, are
 * left as they were. Every lease taken is given back.
 *
 * @returns where deliveries and decisions are due now
 */
export async function commitPlans(
  db: LedgerDb,
  planned: readonly PlannedEntity[],
  context: CommitContext,
): Promise<DueStages> {
  const due = { deliver: [] as Due[], decide: [] as Due[] };
  for (const some of chunks(planned, AT_ONCE)) {
    const { deliver, decide } = await commitSome(db, some, context);
    due.deliver.push(...deliver);
    due.decide.push(...decide);
    // One batch is of one lane.
    const lane = some[0]?.claimed.lane ?? 'live';
    await joinTouchpoints(db, personsIn(some), { lane, now: context.now });
  }
  return { deliver: dueOnce(due.deliver), decide: dueOnce(due.decide) };
}

export interface DueStages {
  readonly deliver: readonly Due[];
  readonly decide: readonly Due[];
}

function commitSome(
  db: LedgerDb,
  planned: readonly PlannedEntity[],
  context: CommitContext,
): Promise<DueStages> {
  return inTransaction(db, async (tx) => {
    await lockEntities(tx, [
      ...planned.map((item) => item.claimed.id),
      ...planned.flatMap((item) => item.plan.waitsFor.map((record) => record.entity)),
    ]);
    const mine = await stillMine(tx, planned, context);
    const later: EntityId[] = [];
    const again: EntityId[] = [];
    const clean: PlannedEntity[] = [];
    for (const item of planned) {
      const { id, receivedAt: since } = item.claimed;
      if (!mine.has(id)) continue;
      if (item.plan.next === 'later') later.push(id);
      if (item.plan.links.length > 0) {
        for (const change of item.plan.links) await mendLink(tx, id, change, { ...context, since });
        again.push(id);
      } else if (item.plan.next === 'again') again.push(id);
      else clean.push(item);
    }
    const alive = await withoutFolded(tx, clean, context.worker);
    await write(tx, alive, context);
    await postpone(tx, again, context.now, AGAIN_STEP_MS);
    await postpone(tx, later, context.now, LATER_STEP_MS);
    await sql`
      update entity set lease_by = null, lease_until = null
      where lease_by = ${context.worker} and id = any(${planned.map((item) => item.claimed.id)}::uuid[])`.execute(
      tx,
    );
    const decide = await noteNews(tx, alive, context.now);
    return { deliver: await endAwaiting(tx, [...mine], context.now), decide };
  });
}

/** Whose touchpoints may have come in before they were known. */
const personsIn = (planned: readonly PlannedEntity[]): Persons => ({
  records: planned.flatMap(({ claimed }) => claimed.links.map((link) => link.ref)),
  addresses: planned.flatMap((item) => item.addresses ?? []).flatMap(({ addresses }) => addresses),
});

async function stillMine(
  tx: LedgerTx,
  planned: readonly PlannedEntity[],
  context: CommitContext,
): Promise<ReadonlySet<EntityId>> {
  const ids = planned.map((item) => item.claimed.id);
  const { rows } = await sql<{ id: EntityId; busy: boolean }>`
    select e.id, e.id in (
      select i.entity_id from intent i where i.entity_id = any(${ids}::uuid[]) and i.state = 'sent') as busy
    from entity e where e.id = any(${ids}::uuid[]) and e.lease_by = ${context.worker}`.execute(tx);
  const busy = rows.filter((row) => row.busy).map((row) => row.id);
  if (busy.length > 0) {
    const dueAt = new Date(context.now.getTime() + BUSY_MS);
    await sql`update inbox set due_at = ${dueAt} where entity_id = any(${busy}::uuid[])`.execute(tx);
  }
  return new Set(rows.filter((row) => !row.busy).map((row) => row.id));
}

/** Leaves out entities that another plan has folded: what was thought out about either of the two is void. */
async function withoutFolded(
  tx: LedgerTx,
  clean: readonly PlannedEntity[],
  worker: string,
): Promise<readonly PlannedEntity[]> {
  const rows = await tx
    .selectFrom('entity')
    .select('id')
    .where('lease_by', '=', worker)
    .where('id', '=', sql<string>`any(${clean.map((item) => item.claimed.id)}::uuid[])`)
    .execute();
  const held = new Set(rows.map((row) => row.id));
  return clean.filter((item) => held.has(item.claimed.id));
}

async function postpone(tx: LedgerTx, ids: readonly EntityId[], now: Date, stepMs: number): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    update inbox set tries = tries + 1,
      due_at = ${now}::timestamptz + make_interval(secs => least(tries, ${MAX_STEPS}) * ${stepMs / 1000}::float8)
    where entity_id = any(${[...ids]}::uuid[])`.execute(tx);
}

async function write(tx: LedgerTx, clean: readonly PlannedEntity[], context: CommitContext): Promise<void> {
  if (clean.length === 0) return;
  const plans = clean.map((item) => item.plan);

  await noteSeen(
    tx,
    plans.flatMap((plan) => plan.seen),
    context.readAt,
  );
  const changed = await noteBlocks(
    tx,
    clean.flatMap((item) => item.blocks ?? []),
  );
  // Who was set aside because of such a record may have its answer now.
  if (changed.length > 0) await wakeWaiting(tx, changed, { now: context.now, since: context.now });

  await noteAddresses(
    tx,
    clean.flatMap((item) => item.addresses ?? []),
  );
  await noteStages(
    tx,
    clean.flatMap((item) => item.stages ?? []),
  );
  await settleShadows(
    tx,
    plans.flatMap((plan) => plan.settled),
  );
  await replaceIntents(tx, clean, context);

  await endCorrections(
    tx,
    plans.flatMap((plan) => plan.corrected),
    context.now,
  );
  await noteConflicts(tx, plans, context);
  await noteFailures(
    tx,
    plans.flatMap((plan) => plan.failures.map((item) => ({ entity: plan.entity, ...item }))),
    context.now,
  );
  await noteHeld(tx, clean);
  const healthy = plans.flatMap((plan) => plan.healthy.map((system) => ({ entity_id: plan.entity, system })));
  await sql`
    delete from failure f using jsonb_to_recordset(${jsonb(healthy)}) as r(entity_id uuid, system text)
    where f.entity_id = r.entity_id and f.system = r.system`.execute(tx);
  const probed = plans.flatMap((plan) => plan.probed.map((system) => ({ entity_id: plan.entity, system })));
  if (probed.length > 0) {
    await sql`
      delete from attempt a using jsonb_to_recordset(${jsonb(probed)}) as r(entity_id uuid, system text)
      where a.entity_id = r.entity_id and a.system = r.system and a.outcome <> 'sent'`.execute(tx);
  }
  const answered = clean.flatMap((item) =>
    item.plan.next === 'done'
      ? item.claimed.inbox.map((entry) => ({ ...toRefRow(entry.ref), rings: entry.rings }))
      : [],
  );
  await sql`
    delete from inbox i using jsonb_to_recordset(${jsonb(answered)}) as r(system text, object text, record_id text, rings bigint)
    where i.system = r.system and i.object = r.object and i.record_id = r.record_id and i.rings = r.rings`.execute(
    tx,
  );
  await wait(tx, clean, context.now);
}

/** Nothing is decided about whoever is held, until a look finds that they no longer are. */
async function noteHeld(tx: LedgerTx, clean: readonly PlannedEntity[]): Promise<void> {
  const isChanged = ({ claimed, held }: PlannedEntity): boolean =>
    claimed.withheld !== 'erased' && (claimed.withheld === 'held') !== (held === true);
  for (const { claimed, held } of clean.filter(isChanged)) {
    const withheld = held === true ? 'held' : null;
    await sql`update entity set withheld = ${withheld} where id = ${claimed.id}::uuid`.execute(tx);
    if (held === true) await sql`delete from to_decide where entity_id = ${claimed.id}::uuid`.execute(tx);
    else
      await sql`delete from failure where entity_id = ${claimed.id}::uuid and code = ${ERASED_CODE}`.execute(
        tx,
      );
  }
}

/**
 * Notes who waits for which record. One that has been made since the plan was thought out woke nobody, so whoever
 * waits for it looks again at once.
 */
async function wait(tx: LedgerTx, clean: readonly PlannedEntity[], now: Date): Promise<void> {
  const waits = clean.flatMap(({ claimed, plan }) =>
    plan.waitsFor.map((record) => ({
      ...record,
      waiter: claimed.id,
      since: claimed.receivedAt,
      lane: claimed.lane,
    })),
  );
  if (waits.length === 0) return;
  const { rows: there } = await sql<{ waiter: EntityId; since: Date; lane: Lane }>`
    with waits as (
      select coalesce(e.folded_into, e.id) as entity, r.system, r.object, r.waiter, r.since, r.lane
      from jsonb_to_recordset(${jsonb(waits)}) as r(entity uuid, system text, object text, waiter uuid, since timestamptz, lane text)
      join entity e on e.id = r.entity),
    there as (
      select distinct w.waiter, w.since, w.lane from waits w join link l on l.entity_id = w.entity and l.system = w.system
        and l.object = w.object and l.is_primary and l.ended_why is null),
    noted as (
      insert into waiting (waits_for, entity_id)
      select entity, waiter from waits where waiter not in (select waiter from there) on conflict do nothing)
    select waiter, since, lane from there`.execute(tx);
  await lookAgain(
    tx,
    there.map(({ waiter, ...look }) => ({ entity: waiter, dueAt: now, ...look })),
  );
}

/** Moves shadows: the named fields take the agreed values, the others stay. */
export async function settleShadows(
  tx: LedgerTx,
  settlements: readonly {
    readonly ref: { system: string; object: string; id: string };
    readonly fields: object;
  }[],
): Promise<void> {
  // One statement may touch a row only once.
  const merged = new Map<string, { system: string; object: string; record_id: string; fields: object }>();
  for (const { ref, fields } of settlements) {
    const key = `${ref.system}/${ref.object}/${ref.id}`;
    merged.set(key, { ...toRefRow(ref), fields: { ...merged.get(key)?.fields, ...fields } });
  }
  if (merged.size === 0) return;
  await sql`
    insert into shadow (system, object, record_id, fields)
    select system, object, record_id, fields from jsonb_to_recordset(${jsonb([...merged.values()])})
      as r(system text, object text, record_id text, fields jsonb)
    on conflict (system, object, record_id) do update set fields = shadow.fields || excluded.fields`.execute(
    tx,
  );
}
