import { sql } from 'kysely';
import type { EntityId, EntityKind } from '../domain/entity.ts';
import { RULES, type RecordRef } from '../domain/record.ts';
import type { Fields } from '../domain/value.ts';
import { fromRefRow, type LedgerDb, type RefRow } from './database.ts';
import { isMeant } from './meant-id.ts';
import type { EndedWhy } from './schema.ts';

/** A record and whose it is. */
export interface LinkedRecord {
  readonly ref: RecordRef;
  readonly entity: EntityId;
  readonly kind: EntityKind;
  readonly primary: boolean;
  readonly linkedBy: string;
  readonly linkedAt: Date;
  readonly endedWhy: EndedWhy | null;
  /** What was last agreed with it. */
  readonly agreed: Fields | null;
  readonly lastSeen: Fields | null;
}

/** The records that a person means by an id as a system shows it (short or whole), or by `system/object/id`. */
export async function recordsNamed(db: LedgerDb, name: string): Promise<readonly LinkedRecord[]> {
  return select(db, sql`${isMeant(name)} or l.system || '/' || l.object || '/' || l.record_id = ${name}`);
}

/** All records an entity has or had, the oldest first. What the rules tell of it is none. */
export const recordsOf = (db: LedgerDb, entity: EntityId): Promise<readonly LinkedRecord[]> =>
  select(db, sql`l.entity_id = ${entity}::uuid and l.system <> ${RULES}`);

/** Systems where an entity gets no record, because its creation was discarded. */
export async function unwantedIn(db: LedgerDb, entity: EntityId): Promise<readonly string[]> {
  const rows = await db.selectFrom('unwanted').select('system').where('entity_id', '=', entity).execute();
  return rows.map((row) => row.system);
}

async function select(
  db: LedgerDb,
  where: ReturnType<typeof sql<boolean>>,
): Promise<readonly LinkedRecord[]> {
  const { rows } = await sql<
    RefRow & {
      entity_id: EntityId;
      kind: EntityKind;
      is_primary: boolean;
      linked_by: string;
      linked_at: Date;
      ended_why: EndedWhy | null;
      agreed: Fields | null;
      last_seen: Fields | null;
    }
  >`
    select l.*, e.kind, s.fields as agreed, r.fields as last_seen
    from link l join entity e on e.id = l.entity_id
    left join shadow s using (system, object, record_id)
    left join record r using (system, object, record_id)
    where ${where} order by l.linked_at, l.record_id`.execute(db);
  return rows.map((row) => ({
    ref: fromRefRow(row),
    entity: row.entity_id,
    kind: row.kind,
    primary: row.is_primary,
    linkedBy: row.linked_by,
    linkedAt: row.linked_at,
    endedWhy: row.ended_why,
    agreed: row.agreed,
    lastSeen: row.last_seen,
  }));
}
