import { sql } from 'kysely';
import type { EntityId, EntityKind } from '../domain/entity.ts';
import { refKey, RULES, type RecordRef } from '../domain/record.ts';
import type { Correction } from '../domain/split.ts';
import { allowAsked } from './allowances.ts';
import { audit } from './audit.ts';
import { noteCorrections } from './corrections.ts';
import { inTransaction, jsonb, toRefRow, type LedgerDb, type LedgerTx } from './database.ts';
import { lockEntities, partitionOf } from './entities.ts';
import { noteKeptApart } from './kept-apart.ts';
import { lookAgain } from './look-again.ts';
import { ensurePrimary, wakeWaiting } from './mend-links.ts';
import { splitTouchpoints } from './move-touchpoints.ts';

export interface Splitting {
  readonly entity: EntityId;
  readonly kind: EntityKind;
  /** Whose the leaving records are from now on. */
  readonly newcomer: EntityId;
  /** Those that leave, with what they have become and were before. */
  readonly leave: readonly RecordRef[];
  /** All records the entity had when this was decided. What the rules tell of it stays with it. */
  readonly known: readonly RecordRef[];
  readonly corrections: readonly Correction[];
  /** How many records may be made by it. */
  readonly creates: number;
  readonly who: string;
  readonly now: Date;
  readonly partitions: number;
}

/**
 * `busy`: a write of the entity is under way; try again shortly. `changed`: its records are not those that this was
 * decided about.
 */
export type SplitOutcome =
  { readonly kind: 'split'; readonly partitions: readonly number[] } | { readonly kind: 'busy' | 'changed' };

/**
 * Gives some records of an entity an entity of their own, for good: all or nothing. Whoever is deciding about the entity
 * has lost it, what was decided and not sent is dropped, and both are looked at anew.
 */
export function splitEntity(db: LedgerDb, splitting: Splitting): Promise<SplitOutcome> {
  const { entity, kind, newcomer, leave, known, who, now } = splitting;
  return inTransaction(db, async (tx) => {
    await lockEntities(tx, [entity]);
    if (!(await isAsKnown(tx, entity, known))) return { kind: 'changed' };
    const sent = await sql`
      select 1 from intent where entity_id = ${entity}::uuid and state = 'sent' limit 1`.execute(tx);
    if (sent.rows.length > 0) return { kind: 'busy' };

    const partition = partitionOf(newcomer, splitting.partitions);
    await tx
      .insertInto('entity')
      .values({
        id: newcomer,
        kind,
        partition,
        created_at: now,
        folded_into: null,
        lease_by: null,
        lease_until: null,
      })
      .execute();
    await tx.deleteFrom('intent').where('entity_id', '=', entity).execute();
    await tx.deleteFrom('failure').where('entity_id', '=', entity).execute();
    await sql`
      update conflict set state = 'overtaken', closed_at = ${now}
      where entity_id = ${entity}::uuid and state in ('open', 'resolving')`.execute(tx);
    await moveRecords(tx, leave, newcomer, partition);
    await splitTouchpoints(tx, entity, newcomer, leave, now);
    for (const system of new Set(known.map((ref) => ref.system))) {
      await ensurePrimary(tx, entity, system);
      await ensurePrimary(tx, newcomer, system);
    }
    await sql`update entity set lease_by = null, lease_until = null where id = ${entity}::uuid`.execute(tx);

    await noteKeptApart(tx, { left: newcomer, stayed: entity, who, now });
    await noteCorrections(tx, splitting.corrections);
    await allowAsked(tx, 'create', splitting.creates, now);
    await audit(tx, now, who, 'split', { from: entity, to: newcomer, records: leave.map(refKey) });
    await wakeWaiting(tx, [entity], { now, since: now });
    await lookAgain(
      tx,
      [entity, newcomer].map((one) => ({ entity: one, dueAt: now, since: now })),
    );
    const { rows } = await sql<{ partition: number }>`
      select distinct partition from entity where id in (${entity}::uuid, ${newcomer}::uuid)`.execute(tx);
    return { kind: 'split', partitions: rows.map((row) => row.partition) };
  });
}

async function isAsKnown(tx: LedgerTx, entity: EntityId, known: readonly RecordRef[]): Promise<boolean> {
  const rows = await tx
    .selectFrom('link')
    .select(['system', 'object', 'record_id as id'])
    .where('entity_id', '=', entity)
    .where('system', '!=', RULES)
    .execute();
  const now = new Set(rows.map(refKey));
  return now.size === known.length && known.every((ref) => now.has(refKey(ref)));
}

/** Links, what rang, and what was written go along. */
async function moveRecords(
  tx: LedgerTx,
  refs: readonly RecordRef[],
  to: EntityId,
  partition: number,
): Promise<void> {
  const leaving = sql`
    select system, object, record_id from jsonb_to_recordset(${jsonb(refs.map(toRefRow))})
      as r(system text, object text, record_id text)`;
  await sql`
    update link set entity_id = ${to}::uuid, linked_by = 'split'
    where (system, object, record_id) in (${leaving})`.execute(tx);
  await sql`
    update inbox set entity_id = ${to}::uuid, partition = ${partition}
    where (system, object, record_id) in (${leaving})`.execute(tx);
  await sql`
    update receipt set entity_id = ${to}::uuid where (system, object, record_id) in (${leaving})`.execute(tx);
}
