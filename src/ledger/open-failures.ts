import { sql } from 'kysely';
import type { EntityId } from '../domain/entity.ts';
import type { SystemName } from '../domain/record.ts';
import type { LedgerDb } from './database.ts';

export interface OpenFailure {
  readonly system: SystemName;
  readonly code: string;
  readonly since: Date;
}

export async function openFailuresOf(
  db: LedgerDb,
  ids: readonly EntityId[],
): Promise<ReadonlyMap<EntityId, readonly OpenFailure[]>> {
  const { rows } = await sql<OpenFailure & { entity_id: EntityId }>`
    select entity_id, system, code, first_at as since from failure
    where entity_id = any(${[...ids]}::uuid[]) order by first_at`.execute(db);
  return Map.groupBy(rows, ({ entity_id }) => entity_id);
}
