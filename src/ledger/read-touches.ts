import { sql } from 'kysely';
import type { EntityId } from '../domain/entity.ts';
import type { SystemName } from '../domain/record.ts';
import type { TouchpointKind } from '../domain/touchpoint.ts';
import type { Fields } from '../domain/value.ts';
import type { LedgerDb } from './database.ts';

/** One thing that a person did. */
export interface Touch {
  readonly system: SystemName;
  readonly kind: TouchpointKind;
  readonly at: Date;
  readonly about: string | null;
  readonly campaign: string | null;
  readonly details: Fields;
}

/** How often a person did something, ever. */
export interface TouchTotal {
  readonly kind: TouchpointKind;
  readonly about: string | null;
  readonly touches: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
}

export interface Touches {
  /** Newest first. */
  readonly recent: readonly Touch[];
  /** There is more since that moment than is told, further back. */
  readonly more: boolean;
  readonly totals: readonly TouchTotal[];
}

export interface TouchesAsked {
  readonly since: Date;
  /** Of each person. */
  readonly most: number;
  /** So many of the newest are left out; none when not given. */
  readonly skip?: number;
}

/** What people did since a moment, and how often ever: two look-ups for all of them. Everyone asked about is answered. */
export async function readTouches(
  db: LedgerDb,
  entities: readonly EntityId[],
  { since, most, skip = 0 }: TouchesAsked,
): Promise<ReadonlyMap<EntityId, Touches>> {
  const ids = [...new Set(entities)];
  const [recent, totals] = await Promise.all([
    sql<Touch & { entity: EntityId }>`
      select e.id as entity, t.system, t.kind, t.at, t.about, t.campaign, t.details
      from unnest(${ids}::uuid[]) e(id) cross join lateral (
        select * from touchpoint where entity_id = e.id and at >= ${since}
        order by at desc, id desc limit ${most + 1} offset ${skip}) t
      order by t.at desc, t.id desc`.execute(db),
    sql<TouchTotal & { entity: EntityId }>`
      select entity_id as entity, kind, nullif(about, '') as about, touches, first_at as "firstAt", last_at as "lastAt"
      from touch_total where entity_id = any(${ids}::uuid[])`.execute(db),
  ]);
  const recentOf = Map.groupBy(recent.rows, (row) => row.entity);
  const totalsOf = Map.groupBy(totals.rows, (row) => row.entity);
  return new Map(
    ids.map((id) => {
      const own = recentOf.get(id) ?? [];
      return [
        id,
        {
          recent: own.slice(0, most).map(({ entity: _, ...touch }) => touch),
          more: own.length > most,
          totals: (totalsOf.get(id) ?? []).map(({ entity: _, ...total }) => total),
        },
      ];
    }),
  );
}
