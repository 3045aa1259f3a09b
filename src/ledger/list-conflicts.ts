import { sql } from 'kysely';
import type { ConflictSide, ConflictState } from '../domain/conflict.ts';
import type { EntityId, EntityKind } from '../domain/entity.ts';
import type { Value } from '../domain/value.ts';
import type { LedgerDb } from './database.ts';
import { findEntities } from './history.ts';

/** A conflict as it is told to people. Holds values of records: for those who ask for it, never for a log. */
export interface ConflictView {
  readonly id: number;
  readonly entity: EntityId;
  readonly kind: EntityKind;
  readonly field: string;
  readonly state: ConflictState;
  /** Moves on with every change of a parked conflict. */
  readonly revision: number;
  readonly rule: string;
  readonly reason: string;
  readonly sides: readonly ConflictSide[];
  /** The system whose value holds; null while none does, or when a person gave a value of their own. */
  readonly winner: string | null;
  /** What holds now; null also while nothing does. */
  readonly value: Value;
  readonly mappingVersion: string;
  /** When it was decided or parked. */
  readonly at: Date;
  /** When something new was last found out about it. */
  readonly seenAt: Date;
  /** What a person chose. */
  readonly choice: { readonly take: string | null; readonly value: Value } | null;
  readonly chosenBy: string | null;
  readonly chosenAt: Date | null;
  readonly closedAt: Date | null;
}

export interface ConflictFilter {
  /** Only those that wait for a person, or for their choice to arrive. */
  readonly open?: boolean;
  /** An e-mail address, a record id of any system, or an entity id. */
  readonly entity?: string;
  readonly field?: string;
  /** One of the systems that had a say. */
  readonly system?: string;
  readonly limit?: number;
}

export const MOST_CONFLICTS = 1_000;
const USUAL = 50;

/** Open conflicts first, the longest open one on top; then the closed and decided ones, the latest first. */
export async function listConflicts(
  db: LedgerDb,
  filter: ConflictFilter = {},
): Promise<readonly ConflictView[]> {
  const entities = filter.entity === undefined ? null : await findEntities(db, filter.entity.trim());
  const { rows } = await sql<ConflictView>`
    ${VIEW}
    where (${entities === null} or c.entity_id = any(${entities ?? []}::uuid[]))
      and (${filter.open !== true} or c.state in ('open', 'resolving'))
      and (${filter.field ?? null}::text is null or c.field = ${filter.field ?? null})
      and (${filter.system ?? null}::text is null or c.winner = ${filter.system ?? null}
        or exists (select 1 from jsonb_array_elements(c.sides) s where s -> 'ref' ->> 'system' = ${filter.system ?? null}))
    order by (c.state in ('open', 'resolving')) desc, case when c.state in ('open', 'resolving') then c.id else -c.id end
    limit ${Math.min(filter.limit ?? USUAL, MOST_CONFLICTS)}`.execute(db);
  return rows;
}

export async function readConflict(db: LedgerDb, id: number): Promise<ConflictView | null> {
  const { rows } = await sql<ConflictView>`${VIEW} where c.id = ${id}`.execute(db);
  return rows[0] ?? null;
}

const VIEW = sql`
  select c.id, c.entity_id as entity, e.kind, c.field, c.state, c.revision, c.rule, c.reason, c.sides, c.winner, c.value,
    c.mapping_version as "mappingVersion", c.decided_at as at, coalesce(c.seen_at, c.decided_at) as "seenAt",
    case when c.choice is null then null else jsonb_build_object('take', c.choice -> 'take', 'value', c.choice -> 'value') end as choice,
    c.chosen_by as "chosenBy", c.chosen_at as "chosenAt", c.closed_at as "closedAt"
  from conflict c join entity e on e.id = c.entity_id`;
