import { sql } from 'kysely';
import type { PersonsChoice } from '../domain/conflict.ts';
import type { EntityId } from '../domain/entity.ts';
import type { SystemName } from '../domain/record.ts';
import { audit } from './audit.ts';
import { inTransaction, jsonb, type LedgerDb } from './database.ts';
import { lockEntities } from './entities.ts';
import { lookAgain } from './look-again.ts';

export interface Choosing {
  readonly conflict: number;
  readonly entity: EntityId;
  /** The revision that the choice was checked against. */
  readonly revision: number;
  readonly field: string;
  /** The system whose value was taken; null when the person gave a value of their own. */
  readonly take: SystemName | null;
  readonly choice: PersonsChoice;
  /** The systems that will be written. */
  readonly writes: readonly SystemName[];
  readonly by: string;
  readonly now: Date;
}

/**
 * Notes a person's choice, who made it, and the wish to carry it out, all or nothing: a crash before the commit leaves
 * the conflict open, one after it leaves a look in the inbox that plans the writes.
 *
 * @returns the partition where work is due now; null when the conflict is not at that revision any more
 */
export async function noteChoice(db: LedgerDb, choosing: Choosing): Promise<number | null> {
  const { conflict, entity, revision, field, take, choice, writes, by, now } = choosing;
  return inTransaction(db, async (tx) => {
    await lockEntities(tx, [entity]);
    const { rows } = await sql<{ partition: number }>`
      update conflict set state = 'resolving', choice = ${jsonb({ ...choice, take, pending: writes })}, chosen_by = ${by}, chosen_at = ${now},
        revision = revision + 1
      where id = ${conflict} and revision = ${revision} and state in ('open', 'resolving')
      returning (select partition from entity where id = ${entity}::uuid) as partition`.execute(tx);
    const [row] = rows;
    if (row === undefined) return null;
    await audit(tx, now, by, 'resolve-conflict', { conflict, entity, field, take, writes });
    await lookAgain(tx, [{ entity, dueAt: now, since: now }]);
    return row.partition;
  });
}
