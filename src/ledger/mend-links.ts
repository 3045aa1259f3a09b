import { sql } from 'kysely';
import type { EntityId } from '../domain/entity.ts';
import { assertNever } from '../domain/assert-never.ts';
import type { Lane } from '../domain/lane.ts';
import type { LinkChange } from '../domain/plan.ts';
import type { RecordRef } from '../domain/record.ts';
import type { Due } from './capture-events.ts';
import { endCorrections } from './corrections.ts';
import type { LedgerTx } from './database.ts';
import { areKeptApart, joinKeptApart } from './kept-apart.ts';
import { lookAgain } from './look-again.ts';
import { mergeTouchpoints } from './move-touchpoints.ts';
import { noteParts } from './note-news.ts';
import { ringHandOffs } from './open-hand-offs.ts';
import { mergeStandings } from './standings.ts';
import { askToDecide } from './to-decide.ts';

/** `busy`: a write of one of the two entities is under way; try again shortly. */
export type Mended = 'mended' | 'busy';

export interface MendContext {
  readonly now: Date;
  /** When that came in which the change follows from. */
  readonly since: Date;
}

/**
 * Carries out one link change of an entity leased to this worker. Where a change before it, in the same transaction, has
 * folded the entity away, it is for the survivor. Entities that a person has split apart are joined by nothing but a move,
 * which is a merge in their own system.
 */
export async function mendLink(
  tx: LedgerTx,
  leased: EntityId,
  change: LinkChange,
  context: MendContext,
): Promise<Mended> {
  const entity = (await survivorOf(tx, leased)) ?? leased;
  switch (change.kind) {
    case 'adopt': {
      const owner = await ownerOf(tx, change.ref);
      if (owner === null) await insertLink(tx, entity, change.ref, change.by, context);
      else if (owner !== entity && !(await areKeptApart(tx, entity, owner))) {
        const mended = await foldPair(tx, entity, owner, context);
        if (mended === 'mended')
          await tx.updateTable('link').set({ linked_by: change.by }).where(byRef(change.ref)).execute();
        return mended;
      }
      return 'mended';
    }
    case 'fold': {
      const other = await survivorOf(tx, change.other);
      if (other === null || other === entity || (await areKeptApart(tx, entity, other))) return 'mended';
      return foldPair(tx, entity, other, context);
    }
    case 'move':
      return move(tx, entity, change, context);
    case 'end':
      // What the record says of whom it is about ends with it.
      await noteParts(tx, [{ id: entity, lane: 'live', receivedAt: context.since }], context.now);
      await endLink(tx, change.ref, 'deleted', context.now);
      await ensurePrimary(tx, entity, change.ref.system);
      await wakeWaiting(tx, [entity], context);
      await ringHandOffs(tx, [entity], context.now);
      return 'mended';
    case 'revive':
      await tx
        .updateTable('link')
        .set({ ended_why: null, ended_at: null, is_primary: false })
        .where(byRef(change.ref))
        .execute();
      await ensurePrimary(tx, entity, change.ref.system);
      return 'mended';
    case 'forget':
      await sql`
        update shadow set fields = fields - ${[...change.fields]}::text[] where ${byRef(change.ref)}`.execute(
        tx,
      );
      return 'mended';
    case 'agree':
      await sql`
        update shadow set fields = fields || ${JSON.stringify(change.fields)}::jsonb where ${byRef(change.ref)}`.execute(
        tx,
      );
      return 'mended';
    default:
      return assertNever(change);
  }
}

/** Makes `ref` a link of the entity: primary when its system has none yet, else a twin. */
async function insertLink(
  tx: LedgerTx,
  entity: EntityId,
  ref: RecordRef,
  by: string,
  context: MendContext,
): Promise<void> {
  await sql`
    insert into link (system, object, record_id, entity_id, is_primary, linked_by, linked_at)
    select ${ref.system}, ${ref.object}, ${ref.id}, ${entity}::uuid, not exists (
      select 1 from link where entity_id = ${entity}::uuid and system = ${ref.system} and is_primary and ended_why is null), ${by}, ${context.now}
    on conflict (system, object, record_id) do nothing`.execute(tx);
  await wakeWaiting(tx, [entity], context);
}

/** Entities that waited for one of these to have a record are due for another look, live when no lane is given. */
export async function wakeWaiting(
  tx: LedgerTx,
  entities: readonly EntityId[],
  { now, since, lane = 'live' }: Pick<MendContext, 'now' | 'since'> & { readonly lane?: Lane },
): Promise<readonly Due[]> {
  const { rows } = await sql<{ entity_id: EntityId }>`
    delete from waiting where waits_for = any(${[...entities]}::uuid[]) returning entity_id`.execute(tx);
  return lookAgain(
    tx,
    rows.map((row) => ({ entity: row.entity_id, dueAt: now, since, lane })),
  );
}

async function ownerOf(tx: LedgerTx, ref: RecordRef): Promise<EntityId | null> {
  const row = await tx.selectFrom('link').select('entity_id').where(byRef(ref)).executeTakeFirst();
  return row?.entity_id ?? null;
}

/** The entity that an id leads to after any folding; null for an id the ledger never gave. */
async function survivorOf(tx: LedgerTx, id: EntityId): Promise<EntityId | null> {
  const { rows } = await sql<{ id: EntityId }>`
    with recursive chain as (
      select id, folded_into from entity where id = ${id}::uuid
      union all select e.id, e.folded_into from entity e join chain c on e.id = c.folded_into)
    select id from chain where folded_into is null`.execute(tx);
  return rows[0]?.id ?? null;
}

/**
 * Two entities turn out to be one: the younger is folded into the older, whoever found out.
 * No write of either may be under way. Whoever is deciding about one of them has lost it: what was thought out without
 * knowing of the other is dropped, and both are looked at again.
 */
async function foldPair(
  tx: LedgerTx,
  mine: EntityId,
  other: EntityId,
  context: MendContext,
): Promise<Mended> {
  const { rows: free } = await sql<{ id: EntityId }>`
    select e.id from entity e where e.id = ${other}::uuid
      and not exists (select 1 from intent i where i.entity_id in (${mine}::uuid, ${other}::uuid) and i.state = 'sent')
    for no key update skip locked`.execute(tx);
  if (free.length === 0) return 'busy';
  const [into, from] = mine < other ? [mine, other] : [other, mine];
  await foldInto(tx, into, from, context);
  await sql`update entity set lease_by = null, lease_until = null where id = ${into}::uuid`.execute(tx);
  return 'mended';
}

async function foldInto(tx: LedgerTx, into: EntityId, from: EntityId, context: MendContext): Promise<void> {
  const { now, since } = context;
  await tx.deleteFrom('intent').where('entity_id', 'in', [into, from]).execute();
  await sql`
    update link set entity_id = ${into}::uuid, is_primary = false where entity_id = ${from}::uuid`.execute(
    tx,
  );
  const systems = await tx
    .selectFrom('link')
    .select('system')
    .distinct()
    .where('entity_id', '=', into)
    .execute();
  for (const { system } of systems) await ensurePrimary(tx, into, system);
  await sql`
    update inbox set entity_id = ${into}::uuid, due_at = ${now}, rings = rings + 1,
      partition = (select partition from entity where id = ${into}::uuid)
    where entity_id = ${from}::uuid`.execute(tx);
  // What the two disagreed about within themselves, they do not any more: the survivor is looked at anew.
  await sql`
    update conflict set state = 'overtaken', closed_at = ${now} where entity_id = ${from}::uuid and state in ('open', 'resolving')`.execute(
    tx,
  );
  for (const table of ['attempt', 'receipt', 'conflict', 'unwanted'] as const) {
    await tx.updateTable(table).set({ entity_id: into }).where('entity_id', '=', from).execute();
  }
  await joinKeptApart(tx, into, from);
  await mergeTouchpoints(tx, into, from, now);
  await mergeStandings(tx, into, from);
  await askToDecide(tx, [{ entity: into, lane: 'live', since }], now);
  await tx.deleteFrom('failure').where('entity_id', '=', from).execute();
  await sql`
    insert into waiting (waits_for, entity_id)
    select case when waits_for = ${from}::uuid then ${into}::uuid else waits_for end,
           case when entity_id = ${from}::uuid then ${into}::uuid else entity_id end
    from waiting where waits_for = ${from}::uuid or entity_id = ${from}::uuid on conflict do nothing`.execute(
    tx,
  );
  await sql`delete from waiting where waits_for = ${from}::uuid or entity_id = ${from}::uuid`.execute(tx);
  await sql`
    update entity set folded_into = ${into}::uuid, lease_by = null, lease_until = null where id = ${from}::uuid`.execute(
    tx,
  );
  await wakeWaiting(tx, [into], context);
  await lookAgain(tx, [{ entity: into, dueAt: now, since }]);
}

/** The record lives on under another id: the link and its shadow go along, the old id stays as a tombstone. */
async function move(
  tx: LedgerTx,
  entity: EntityId,
  change: Extract<LinkChange, { kind: 'move' }>,
  context: MendContext,
): Promise<Mended> {
  const owner = await ownerOf(tx, change.to);
  if (owner !== null && owner !== entity) {
    const folded = await foldPair(tx, entity, owner, context);
    if (folded === 'busy') return folded;
  }
  await tx.deleteFrom('intent').where('entity_id', '=', entity).where('state', '!=', 'sent').execute();
  const { from, to } = change;
  await endLink(tx, from, change.why, context.now);
  const survivor = (await survivorOf(tx, entity)) ?? entity;
  if (owner === null) await insertLink(tx, survivor, to, change.why, context);
  else if (change.why === 'converted') await standIn(tx, survivor, to);
  if (owner === null || change.why === 'converted') {
    await sql`
      insert into shadow (system, object, record_id, fields)
      select ${to.system}, ${to.object}, ${to.id}, fields from shadow
      where system = ${from.system} and object = ${from.object} and record_id = ${from.id}
      on conflict do nothing`.execute(tx);
    // Whatever was seen of it before was seen without that shadow.
    await tx.deleteFrom('record').where(byRef(to)).execute();
  }
  await tx.deleteFrom('shadow').where(byRef(from)).execute();
  await ensurePrimary(tx, survivor, to.system);
  await lookAgain(tx, [{ entity: survivor, dueAt: context.now, since: context.since }]);
  return 'mended';
}

/** A record born of a conversion that an event told of first: nothing was agreed with it, so it stands where the old one stood. */
async function standIn(tx: LedgerTx, entity: EntityId, ref: RecordRef): Promise<void> {
  await sql`
    update link set is_primary = true where ${byRef(ref)}
      and not exists (select 1 from shadow where ${byRef(ref)})
      and not exists (
        select 1 from link where entity_id = ${entity}::uuid and system = ${ref.system} and ended_why is null and is_primary)`.execute(
    tx,
  );
}

async function endLink(
  tx: LedgerTx,
  ref: RecordRef,
  why: 'deleted' | 'merged' | 'converted',
  now: Date,
): Promise<void> {
  await tx
    .updateTable('link')
    .set({ ended_why: why, ended_at: now, is_primary: false })
    .where(byRef(ref))
    .where('ended_why', 'is', null)
    .execute();
  if (why === 'deleted') await tx.deleteFrom('shadow').where(byRef(ref)).execute();
  await endCorrections(tx, [ref], now);
}

/**
 * Exactly one primary per entity and system among the links that have not ended: the oldest, where there is none. What
 * was agreed with a record that takes over was agreed with other records than the ones it meets now, so it is met anew.
 */
export async function ensurePrimary(tx: LedgerTx, entity: EntityId, system: string): Promise<void> {
  await sql`
    with heir as (
      update link set is_primary = true
      where (system, object, record_id) = (
        select system, object, record_id from link
        where entity_id = ${entity}::uuid and system = ${system} and ended_why is null
        order by linked_at, record_id limit 1)
      and not exists (
        select 1 from link where entity_id = ${entity}::uuid and system = ${system} and ended_why is null and is_primary)
      returning system, object, record_id)
    delete from shadow where (system, object, record_id) in (select system, object, record_id from heir)`.execute(
    tx,
  );
}

const byRef = (ref: RecordRef) =>
  sql<boolean>`(system, object, record_id) = (${ref.system}, ${ref.object}, ${ref.id})`;
