import { sql } from 'kysely';
import type { EntityId } from '../domain/entity.ts';
import type { RecordRef } from '../domain/record.ts';
import { jsonb, toRefRow, type LedgerDb, type LedgerTx } from './database.ts';

/** The stage in which a record of an opportunity was seen. */
export interface SeenStage {
  readonly ref: RecordRef;
  readonly stage: string;
  /** Since when. */
  readonly at: Date;
  /** Whether its system tells that time; otherwise it came into the stage no later than that. */
  readonly exact: boolean;
}

/** One step of an opportunity, as one of its systems tells it. */
export interface OpportunityStage {
  readonly system: string;
  /** By the mapping's own name. */
  readonly stage: string;
  readonly at: Date;
  readonly exact: boolean;
}

/** Appends the stages that differ from the last one known of their record. */
export async function noteStages(tx: LedgerTx, seen: readonly SeenStage[]): Promise<void> {
  if (seen.length === 0) return;
  const rows = seen.map(({ ref, stage, at, exact }) => ({ ...toRefRow(ref), stage, at, at_exact: exact }));
  await sql`
    insert into opportunity_stage (system, object, record_id, stage, at, at_exact)
    select g.system, g.object, g.record_id, g.stage, g.at, g.at_exact
    from (select distinct on (system, object, record_id) * from jsonb_to_recordset(${jsonb(rows)})
      as r(system text, object text, record_id text, stage text, at timestamptz, at_exact boolean)) g
    where g.stage is distinct from (
      select s.stage from opportunity_stage s
      where s.system = g.system and s.object = g.object and s.record_id = g.record_id order by s.seq desc limit 1)`.execute(
    tx,
  );
}

/** The stages of opportunities, each in the order in which its systems came into them. */
export async function readOpportunityStages(
  db: LedgerDb,
  opportunities: readonly EntityId[],
): Promise<ReadonlyMap<EntityId, readonly OpportunityStage[]>> {
  const { rows } = await sql<OpportunityStage & { entity_id: EntityId }>`
    select l.entity_id, s.system, s.stage, s.at, s.at_exact as exact
    from link l join opportunity_stage s using (system, object, record_id)
    where l.entity_id = any(${[...opportunities]}::uuid[]) order by s.at, s.seq`.execute(db);
  const stages = Map.groupBy(rows, (row) => row.entity_id);
  return new Map(
    opportunities.map((id) => [
      id,
      (stages.get(id) ?? []).map(({ system, stage, at, exact }) => ({ system, stage, at, exact })),
    ]),
  );
}
