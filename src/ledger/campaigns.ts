import { sql } from 'kysely';
import { CAMPAIGN, type Campaign } from '../domain/campaign.ts';
import type { EntityId } from '../domain/entity.ts';
import type { RecordRef } from '../domain/record.ts';
import type { Fields, Value } from '../domain/value.ts';
import type { LedgerDb } from './database.ts';

interface Side {
  readonly id: EntityId;
  readonly system: string;
  readonly object: string;
  readonly record: string;
  readonly fields: Fields | null;
}

/**
 * All campaigns, also those that are deleted everywhere, as what they did stays. Of each field the value that was last agreed
 * with a record: of living records first, by the names of their systems.
 */
export async function readCampaigns(db: LedgerDb): Promise<readonly Campaign[]> {
  const { rows } = await sql<Side>`
    select e.id, l.system, l.object, l.record_id as record, s.fields
    from entity e join link l on l.entity_id = e.id left join shadow s using (system, object, record_id)
    where e.kind = ${CAMPAIGN} and e.folded_into is null
    order by e.id, l.ended_why is not null, l.system, l.record_id`.execute(db);
  return [...Map.groupBy(rows, ({ id }) => id)].map(([id, sides]) => campaignOf(id, sides));
}

function campaignOf(id: EntityId, sides: readonly Side[]): Campaign {
  const valueOf = (name: string): Value =>
    sides.map(({ fields }) => fields?.[name] ?? null).find((value) => value !== null) ?? null;
  const text = (name: string): string | null => {
    const value = valueOf(name);
    return typeof value === 'string' ? value : null;
  };
  const number = (name: string): number | null => {
    const value = valueOf(name);
    return typeof value === 'number' ? value : null;
  };
  return {
    id,
    name: text('name'),
    type: text('campaignType'),
    status: text('status'),
    start: text('start'),
    end: text('end'),
    budgetedCost: number('budgetedCost'),
    actualCost: number('actualCost'),
    currency: text('currency'),
    parent: text('parent'),
    utm: text('utm'),
    refs: sides.map(({ system, object, record }): RecordRef => ({ system, object, id: record })),
  };
}
