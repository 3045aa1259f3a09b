import { sql } from 'kysely';
import { PERSON, type EntityId } from '../domain/entity.ts';
import type { PersonToErase } from '../domain/erasure.ts';
import { fromRefRow, type LedgerDb, type RefRow } from './database.ts';
import type { BeginErasure } from './erasures.ts';
import { countPersonal, subjectOf } from './personal-data.ts';
import type { EndedWhy } from './schema.ts';

/** Everybody who has an address, in the form compared, or had it in a record that has ended; with what erasing would do. */
export async function peopleToErase(
  db: LedgerDb,
  address: string,
  { howOf, now }: Pick<BeginErasure, 'howOf' | 'now'>,
): Promise<readonly PersonToErase[]> {
  const { rows } = await sql<{ id: EntityId }>`
    select distinct e.id from address a join link l using (system, object, record_id) join entity e on e.id = l.entity_id
    where a.address = ${address} and e.kind = ${PERSON} order by e.id`.execute(db);
  return Promise.all(rows.map(({ id }) => personToErase(db, id, { howOf, now })));
}

async function personToErase(
  db: LedgerDb,
  entity: EntityId,
  { howOf, now }: Pick<BeginErasure, 'howOf' | 'now'>,
): Promise<PersonToErase> {
  const { rows } = await sql<RefRow & { is_primary: boolean; ended_why: EndedWhy | null }>`
    select system, object, record_id, is_primary, ended_why from link
    where entity_id = ${entity}::uuid order by linked_at, record_id`.execute(db);
  return {
    entity,
    records: rows.flatMap((row) => {
      const ref = fromRefRow(row);
      const how = howOf(ref);
      return how === null ? [] : [{ ref, how, primary: row.is_primary, endedWhy: row.ended_why }];
    }),
    ledger: await countPersonal(db, await subjectOf(db, entity, now)),
  };
}
