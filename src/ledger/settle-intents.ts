import { sql } from 'kysely';
import { chunks } from '../domain/chunks.ts';
import { earliest } from '../domain/clock.ts';
import { writeSystem, type Settlement } from '../domain/plan.ts';
import { dueOnce, type Due } from './capture-events.ts';
import type { ClaimedIntent } from './claim-intents.ts';
import { countChanges } from './change-counts.ts';
import { AT_ONCE, settleShadows } from './commit-plans.ts';
import { noteArrivals } from './conflicts.ts';
import { noteCorrected } from './corrections.ts';
import { inTransaction, jsonb, toRefRow, type LedgerDb, type LedgerTx } from './database.ts';
import { lockEntities } from './entities.ts';
import { forgetPassing, noteFailures } from './failures.ts';
import { lookAgain, type Look } from './look-again.ts';
import { mendLink, wakeWaiting } from './mend-links.ts';
import { namedEntities } from './named-entities.ts';
import { noteParts } from './note-news.ts';
import { parkKeptApart } from './park-kept-apart.ts';
import type { Settled } from './settled.ts';

export interface SettleContext {
  readonly worker: string;
  readonly now: Date;
  readonly mappingVersion: string;
}

/**
 * Records the outcomes of a batch of attempts, each whole.
 *
 * @returns where something is to be looked at now
 */
export async function settleIntents(
  db: LedgerDb,
  batch: readonly Settled[],
  context: SettleContext,
): Promise<readonly Due[]> {
  const due: Due[] = [];
  for (const some of chunks(batch, AT_ONCE)) due.push(...(await settleSome(db, some, context)));
  return dueOnce(due);
}

function settleSome(
  db: LedgerDb,
  batch: readonly Settled[],
  context: SettleContext,
): Promise<readonly Due[]> {
  return inTransaction(db, async (tx) => {
    const ids = batch.map((item) => item.intent.id);
    const { rows } = await sql<{ id: string }>`
      select id from intent where id = any(${ids}::uuid[]) and state = 'sent' and lease_by = ${context.worker} for update`.execute(
      tx,
    );
    const mine = new Set(rows.map((row) => row.id));
    const held = batch.filter((item) => mine.has(item.intent.id));
    await lockEntities(
      tx,
      held.map((item) => item.intent.entity),
    );
    const woken = await settleDone(
      tx,
      held.filter((item) => item.kind === 'done'),
      context,
    );
    const others = held.filter((item) => item.kind !== 'done');
    const again = await settleOthers(tx, await parkKeptApart(tx, others, context.now), context);
    return [...woken, ...again];
  });
}

type Done = Extract<Settled, { kind: 'done' }>;
type Other = Exclude<Settled, { kind: 'done' }>;

async function settleDone(
  tx: LedgerTx,
  done: readonly Done[],
  context: SettleContext,
): Promise<readonly Due[]> {
  if (done.length === 0) return [];
  const ids = done.map((item) => item.intent.id);
  const entities = [...new Set(done.map((item) => item.intent.entity))];
  await sql`delete from attempt where intent_id = any(${ids}::uuid[])`.execute(tx);
  await sql`delete from intent where id = any(${ids}::uuid[])`.execute(tx);
  await insertReceipts(tx, done, context);
  await noteCorrected(
    tx,
    done.map(({ intent, receipt }) => ({ ref: receipt.ref, fields: Object.keys(intent.write.fields) })),
    context.now,
  );
  const woken = await linkCreated(tx, done, context);
  await settleShadows(tx, [
    ...done.map(({ intent, receipt }) => ({ ref: receipt.ref, fields: intent.settles })),
    ...(await settledSources(tx, done, entities)),
  ]);
  await noteWritten(tx, done);
  await noteParts(
    tx,
    done.map(({ intent: { entity, lane, receivedAt } }) => ({ id: entity, lane, receivedAt })),
    context.now,
  );
  await noteArrivals(
    tx,
    done.map(({ intent }) => ({
      entity: intent.entity,
      system: writeSystem(intent.write),
      fields: Object.keys(intent.settles),
      readAt: intent.readAt,
    })),
    context.now,
  );
  const healthy = done.map(({ intent }) => ({ entity_id: intent.entity, system: writeSystem(intent.write) }));
  await sql`
    delete from failure f using jsonb_to_recordset(${jsonb(healthy)}) as r(entity_id uuid, system text)
    where f.entity_id = r.entity_id and f.system = r.system and not exists (
      select 1 from intent i where i.entity_id = r.entity_id and i.system = r.system and i.state = 'parked')`.execute(
    tx,
  );
  await countChanges(
    tx,
    done.map((item) => item.intent),
    context.now,
  );
  const looks = done.flatMap(({ intent: { lookAfter, entity, receivedAt: since, lane } }) =>
    lookAfter === true ? [{ entity, dueAt: context.now, since, lane }] : [],
  );
  return [...woken, ...(await lookAgain(tx, looks))];
}

async function insertReceipts(tx: LedgerTx, done: readonly Done[], context: SettleContext): Promise<void> {
  const rows = done.map(({ intent, receipt }) => ({
    entity_id: intent.entity,
    kind: intent.write.kind,
    system: receipt.ref.system,
    object: receipt.ref.object,
    record_id: receipt.ref.id,
    fields: Object.keys(intent.write.fields),
    replaced: replacedBy(intent),
    received_at: intent.receivedAt,
  }));
  await sql`
    insert into receipt (entity_id, kind, system, object, record_id, fields, replaced, mapping_version, received_at, delivered_at)
    select entity_id, kind, system, object, record_id, array(select jsonb_array_elements_text(fields)),
      replaced,
      ${context.mappingVersion}, received_at, ${context.now}
    from jsonb_to_recordset(${jsonb(rows)}) as r(entity_id uuid, kind text, system text, object text, record_id text,
      fields jsonb, replaced jsonb, received_at timestamptz)`.execute(tx);
}

/** A record is known as it was last seen, and with what was written since: its echo shows nothing new and is not looked at. */
async function noteWritten(tx: LedgerTx, done: readonly Done[]): Promise<void> {
  const rows = done.map(({ intent: { write }, receipt: { ref } }) => ({
    ...toRefRow(ref),
    written: write.fields,
  }));
  await sql`
    update record r set fields = r.fields || w.written
    from jsonb_to_recordset(${jsonb(rows)}) as w(system text, object text, record_id text, written jsonb)
    where (r.system, r.object, r.record_id) = (w.system, w.object, w.record_id)`.execute(tx);
}

/** What a receipt keeps so that values can be given back: of a create only where its values came from. */
const replacedBy = ({ write, replaces }: ClaimedIntent): object => ({
  before: {},
  origins: [],
  ...replaces,
  after: write.kind === 'create' ? {} : write.fields,
});

/** Links what a create made. An event may have told of the new record first and given it an entity of its own. */
async function linkCreated(
  tx: LedgerTx,
  done: readonly Done[],
  context: SettleContext,
): Promise<readonly Due[]> {
  const created = done.filter((item) => item.intent.write.kind === 'create');
  if (created.length === 0) return [];
  const rows = created.map(({ intent, receipt }) => ({
    system: receipt.ref.system,
    object: receipt.ref.object,
    record_id: receipt.ref.id,
    entity_id: intent.entity,
  }));
  const { rows: taken } = await sql<{ entity_id: string; system: string; object: string; record_id: string }>`
    with made as (
      select * from jsonb_to_recordset(${jsonb(rows)}) as r(system text, object text, record_id text, entity_id uuid)),
    linked as (
      insert into link (system, object, record_id, entity_id, is_primary, linked_by, linked_at)
      select m.system, m.object, m.record_id, m.entity_id, not exists (
        select 1 from link l where l.entity_id = m.entity_id and l.system = m.system and l.is_primary and l.ended_why is null),
        'created', ${context.now}
      from made m on conflict (system, object, record_id) do nothing)
    select m.entity_id, m.system, m.object, m.record_id from made m
    join link l using (system, object, record_id) where l.entity_id <> m.entity_id`.execute(tx);
  const since = earliest(created.map((item) => item.intent.receivedAt));
  for (const row of taken) {
    const ref = { system: row.system, object: row.object, id: row.record_id };
    // While a write of the other entity is under way nothing is folded; its look reads our external key off the record and folds.
    await mendLink(tx, row.entity_id, { kind: 'adopt', ref, by: 'created' }, { ...context, since });
  }
  const due: Due[] = [];
  // What waits for a record of a hand-off is of that hand-off.
  for (const [isHot, group] of Map.groupBy(created, ({ intent }) => intent.lane === 'hot')) {
    const entities = [...new Set(group.map((item) => item.intent.entity))];
    due.push(...(await wakeWaiting(tx, entities, { ...context, since, lane: isHot ? 'hot' : 'live' })));
  }
  return due;
}

/**
 * What the receipts say of the records the values came from. A field that another open intent of the entity still
 * carries to a further system is not settled with its source yet, or that delivery could be lost unnoticed.
 */
async function settledSources(
  tx: LedgerTx,
  done: readonly Done[],
  entities: readonly string[],
): Promise<readonly Settlement[]> {
  const { rows: open } = await sql<{ entity_id: string; settles: object }>`
    select entity_id, settles from intent where entity_id = any(${[...entities]}::uuid[])`.execute(tx);
  const pending = Map.groupBy(open, (row) => row.entity_id);
  return done.flatMap(({ intent }) => {
    const held = new Set((pending.get(intent.entity) ?? []).flatMap((row) => Object.keys(row.settles)));
    return intent.sources.map(({ ref, fields }) => ({
      ref,
      fields: Object.fromEntries(Object.entries(fields).filter(([name]) => !held.has(name))),
    }));
  });
}

async function settleOthers(
  tx: LedgerTx,
  others: readonly Other[],
  context: SettleContext,
): Promise<readonly Due[]> {
  if (others.length === 0) return [];
  const attempts = others.map((item) => ({
    intent_id: item.intent.id,
    outcome: item.kind === 'probe' || (item.kind === 'supersede' && item.unsure) ? 'unknown' : 'failed',
    failure: item.failure,
  }));
  await sql`
    update attempt a set outcome = r.outcome, failure = r.failure
    from jsonb_to_recordset(${jsonb(attempts)}) as r(intent_id uuid, outcome text, failure jsonb)
    where a.intent_id = r.intent_id and a.outcome <> 'failed'`.execute(tx);

  const refusedOf = new Map<Other, readonly string[]>(
    others.map((item) => [item, item.kind === 'park' ? refusedFields(item) : []]),
  );
  const kept = others.flatMap((item) => {
    const { id } = item.intent;
    if (item.kind === 'retry')
      return [{ id, state: 'due', due_at: item.dueAt, uncount: !item.counts, refused: [] }];
    if (item.kind === 'park')
      return [
        { id, state: 'parked', due_at: context.now, uncount: false, refused: refusedOf.get(item) ?? [] },
      ];
    return [];
  });
  await sql`
    update intent i set state = r.state, due_at = r.due_at, lease_by = null, lease_until = null,
      attempts = i.attempts - case when r.uncount then 1 else 0 end,
      refused = array(select jsonb_array_elements_text(r.refused))
    from jsonb_to_recordset(${jsonb(kept)}) as r(id uuid, state text, due_at timestamptz, uncount boolean, refused jsonb)
    where i.id = r.id`.execute(tx);

  const doubtful = others.flatMap((item) =>
    item.kind === 'probe' ? [{ id: item.intent.id, due_at: item.dueAt }] : [],
  );
  await sql`
    update intent i set lease_by = null, lease_until = r.due_at
    from jsonb_to_recordset(${jsonb(doubtful)}) as r(id uuid, due_at timestamptz) where i.id = r.id`.execute(
    tx,
  );

  const gone = others.filter((item) => item.kind === 'supersede' || item.kind === 'adopt');
  await sql`delete from intent where id = any(${gone.map((item) => item.intent.id)}::uuid[])`.execute(tx);
  for (const item of others) {
    if (item.kind !== 'adopt') continue;
    const change = { kind: 'adopt', ref: item.ref, by: 'named-by-system' } as const;
    const { entity, receivedAt: since } = item.intent;
    await mendLink(tx, entity, change, { ...context, since });
  }
  const looks: Look[] = [];
  for (const { intent, ...item } of gone) {
    const { entity, receivedAt: since, lane } = intent;
    const dueAt = item.kind === 'supersede' ? item.dueAt : context.now;
    // What follows from a back-fill is counted with it.
    for (const one of [entity, ...(await namedEntities(tx, intent.write, item.failure))])
      looks.push({ entity: one, dueAt, since, lane });
  }
  // What is not refused of a record goes on without what is.
  for (const item of others) {
    const { entity, receivedAt: since, lane, write } = item.intent;
    const waiting = refusedOf.get(item)?.length ?? 0;
    if (waiting > 0 && waiting < Object.keys(write.fields).length)
      looks.push({ entity, dueAt: context.now, since, lane });
  }
  const again = await lookAgain(tx, looks);
  const refused = others.flatMap((item) =>
    item.kind === 'park' || item.kind === 'retry'
      ? [{ entity: item.intent.entity, system: writeSystem(item.intent.write), failure: item.failure }]
      : [],
  );
  await forgetPassing(tx, refused);
  await noteFailures(tx, refused, context.now);
  return again;
}

/** Those of the written fields that the system named as refused. A record is not made without them. */
const refusedFields = ({
  intent: { write },
  failure,
}: Extract<Other, { kind: 'park' }>): readonly string[] =>
  write.kind === 'update' ? (failure.fields ?? []).filter((name) => name in write.fields) : [];
