import { sql } from 'kysely';
import type { EntityId } from '../domain/entity.ts';
import { refKey, RULES, type RecordRef } from '../domain/record.ts';
import { toCorrect } from './corrections.ts';
import type { LedgerDb } from './database.ts';

/** What splits have made of an entity. */
export interface SplitHistory {
  /** Entities that it is not linked with again. */
  readonly keptApart: readonly {
    readonly entity: EntityId;
    /** By `system/object/id`. */
    readonly records: readonly string[];
    readonly since: Date;
    readonly by: string;
  }[];
  /** Records that are still to be written what is theirs: these fields, their own key among them. */
  readonly toBeCorrected: readonly { readonly record: string; readonly fields: readonly string[] }[];
  /** Systems where it gets a record only once one that has left no longer carries its key. */
  readonly keyElsewhere: readonly string[];
}

export async function splitHistory(db: LedgerDb, id: EntityId): Promise<SplitHistory> {
  const { rows } = await sql<{ entity: EntityId; records: readonly RecordRef[]; since: Date; by: string }>`
    select k.other_id as entity, k.since, k.who as by, (
      select coalesce(jsonb_agg(jsonb_build_object('system', l.system, 'object', l.object, 'id', l.record_id) order by l.linked_at), '[]')
      from link l where l.entity_id = k.other_id and l.ended_why is null and l.system <> ${RULES}) as records
    from kept_apart k where k.entity_id = ${id}::uuid order by k.since`.execute(db);
  const { corrections, keyElsewhere } = (await toCorrect(db, [id]))(id);
  return {
    keptApart: rows.map((row) => ({ ...row, records: row.records.map(refKey) })),
    toBeCorrected: corrections.map(({ ref, fields, key }) => ({
      record: refKey(ref),
      fields: [...Object.keys(fields), ...(key === null ? [] : [key.field])],
    })),
    keyElsewhere,
  };
}
