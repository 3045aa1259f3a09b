import { sql } from 'kysely';
import type { EntityId } from '../domain/entity.ts';
import type { Value } from '../domain/value.ts';
import type { LedgerDb } from './database.ts';
import { touchColumns } from './reports/touch-columns.ts';

/** What one person did that names a campaign in these words: what is the same in all that was asked for is told once. */
export interface CampaignTouches {
  readonly person: EntityId;
  readonly campaign: string;
  readonly touches: readonly (readonly (Value | undefined)[])[];
}

/** `columns`: what to tell of touches, by name, in this order. */
export async function readCampaignTouches(
  db: LedgerDb,
  people: readonly EntityId[],
  columns: readonly string[],
): Promise<readonly CampaignTouches[]> {
  const { rows } = await sql<CampaignTouches>`
    select person, campaign, json_agg(touch) as touches from (
      select distinct t.entity_id as person, t.campaign, jsonb_build_array(${touchColumns(columns)}) as touch
      from touchpoint t where t.entity_id = any(${[...people]}::uuid[]) and t.campaign is not null) d
    group by 1, 2 order by 1, 2`.execute(db);
  return rows;
}
