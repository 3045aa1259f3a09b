import { sql } from 'kysely';
import type { EntityId, EntityKind } from '../domain/entity.ts';
import type { RecordRef, SystemName } from '../domain/record.ts';
import type { Fields } from '../domain/value.ts';
import { hashBlock } from './block-keys.ts';
import { fromRefRow, jsonb, type LedgerDb, type RefRow } from './database.ts';

/** Which records of a system share a block with what is asked for. */
export interface BlockQuestion {
  /** Any name: an answer says which questions it is for. */
  readonly id: string;
  readonly system: SystemName;
  readonly blocks: readonly string[];
  /** A record whose entity has a record in one of these systems is no candidate: it has its counterpart already. */
  readonly without: readonly SystemName[];
  readonly not: EntityId;
}

export interface BlockCandidate {
  readonly ref: RecordRef;
  readonly entity: EntityId;
  /** As last seen, under the system's own names. */
  readonly fields: Fields;
  readonly askers: readonly string[];
  /** Where its entity has records: none of what it was asked to be without. */
  readonly systems: readonly SystemName[];
}

/**
 * Records that share a block, for many questions in one statement. A block of more than `largest` records says too
 * little and is passed over; no more of it is read than tells that.
 */
export async function blockCandidates(
  db: LedgerDb,
  kind: EntityKind,
  questions: readonly BlockQuestion[],
  largest: number,
): Promise<readonly BlockCandidate[]> {
  const asked = questions.flatMap(({ id, system, blocks, without, not }) =>
    blocks.length === 0
      ? []
      : [{ id, without, not, keys: [...new Set(blocks.map((block) => hashBlock(system, block)))] }],
  );
  if (asked.length === 0) return [];
  const { rows } = await sql<
    RefRow & { entity_id: EntityId; fields: Fields; askers: string[]; systems: string[] }
  >`
    with asked as (
      select * from jsonb_to_recordset(${jsonb(asked)}) as r(id text, without text[], "not" uuid, keys bigint[])),
    wanted as (select distinct unnest(keys) as key from asked),
    shared as (
      select w.key, b.members from wanted w cross join lateral (
        select array_agg(member) as members from (
          select member from block_key k where k.key = w.key limit ${largest + 1}) first_ones) b
      where cardinality(b.members) <= ${largest}),
    pairs as (
      select distinct a.id, m.member from (select id, unnest(keys) as key from asked) a
      join shared s on s.key = a.key cross join lateral unnest(s.members) as m(member)),
    known as materialized (
      select m.id, m.system, m.object, m.record_id, l.entity_id,
        array(select o.system from link o where o.entity_id = l.entity_id and o.ended_why is null) as systems
      from (select distinct member from pairs) p
      join block_member m on m.id = p.member
      join link l on (l.system, l.object, l.record_id) = (m.system, m.object, m.record_id) and l.ended_why is null
      join entity e on e.id = l.entity_id and e.kind = ${kind}),
    answers as (
      select p.member, array_agg(p.id) as askers from pairs p
      join asked a on a.id = p.id join known k on k.id = p.member
      where k.entity_id <> a."not" and not k.systems && a.without group by p.member)
    select k.system, k.object, k.record_id, k.entity_id, k.systems, r.fields, a.askers
    from answers a join known k on k.id = a.member
    join record r on (r.system, r.object, r.record_id) = (k.system, k.object, k.record_id)`.execute(db);
  return rows.map((row) => ({
    ref: fromRefRow(row),
    entity: row.entity_id,
    fields: row.fields,
    askers: row.askers,
    systems: row.systems,
  }));
}
