import { sql } from 'kysely';
import type { EntityId } from '../domain/entity.ts';
import type { LedgerDb } from './database.ts';

/** The hand-off that sales answers: a person's last. */
export interface AnsweredHandOff {
  readonly id: string;
  readonly entity: EntityId;
  /** By e-mail address; null: a queue has the person. */
  readonly owner: string | null;
  readonly routed: unknown;
}

/** The last hand-off of each of these people who was ever handed to sales. */
export async function answeredHandOffs(
  db: LedgerDb,
  people: readonly EntityId[],
): Promise<ReadonlyMap<EntityId, AnsweredHandOff>> {
  if (people.length === 0) return new Map();
  const { rows } = await sql<AnsweredHandOff>`
    select distinct on (entity_id) id, entity_id as entity, owner, routed
    from hand_off where entity_id = any(${[...people]}::uuid[]) order by entity_id, decided_at desc, cycle desc`.execute(
    db,
  );
  return new Map(rows.map((row) => [row.entity, row]));
}
