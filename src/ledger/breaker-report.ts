import { sql } from 'kysely';
import type { EntityId } from '../domain/entity.ts';
import type { RecordRef } from '../domain/record.ts';
import type { Fields, Value } from '../domain/value.ts';
import { trippedBreakers, type TrippedBreaker } from './breakers.ts';
import type { LedgerDb } from './database.ts';

/** A breaker with what a person needs to decide about it. Holds personal data. */
export interface BreakerReport extends TrippedBreaker {
  /** The fields most often concerned; of a create, those it would fill. */
  readonly fields: readonly { readonly field: string; readonly changes: number }[];
  /** A few of the held writes. */
  readonly sample: readonly HeldWrite[];
}

export interface HeldWrite {
  readonly entity: EntityId;
  readonly object: string;
  /** Null: it would be made. */
  readonly record: RecordRef | null;
  readonly changes: readonly { readonly field: string; readonly from: Value; readonly to: Value }[];
}

const TOP_FIELDS = 8;
const SAMPLE = 5;

export async function breakerReports(db: LedgerDb): Promise<readonly BreakerReport[]> {
  const tripped = await trippedBreakers(db);
  return Promise.all(
    tripped.map(async (breaker) => ({
      ...breaker,
      fields: await topFields(db, breaker),
      sample: await sampleOf(db, breaker),
    })),
  );
}

async function topFields(
  db: LedgerDb,
  { system, lane, kind }: TrippedBreaker,
): Promise<BreakerReport['fields']> {
  const { rows } = await sql<BreakerReport['fields'][number]>`
    select f.key as field, count(*)::int as changes
    from intent i cross join lateral jsonb_each(case when i.kind = 'create' then i.settles else i.changes -> ${kind}::text end) f
    where i.state = 'held' and i.lane = ${lane} and i.system = ${system} and i.changes ? ${kind}::text
      and f.value <> 'null'::jsonb
    group by f.key order by changes desc, f.key limit ${TOP_FIELDS}`.execute(db);
  return rows;
}

interface SampleRow {
  readonly entity_id: EntityId;
  readonly object: string;
  readonly record_id: string | null;
  readonly settles: Fields;
  readonly before: Fields;
}

async function sampleOf(db: LedgerDb, { system, lane, kind }: TrippedBreaker): Promise<readonly HeldWrite[]> {
  const { rows } = await sql<SampleRow>`
    select entity_id, object, record_id, settles, changes -> ${kind}::text as before from intent
    where state = 'held' and lane = ${lane} and system = ${system} and changes ? ${kind}::text
    order by id limit ${SAMPLE}`.execute(db);
  return rows.map(({ entity_id, object, record_id, settles, before }) => {
    const names = record_id === null ? Object.keys(settles) : Object.keys(before);
    return {
      entity: entity_id,
      object,
      record: record_id === null ? null : { system, object, id: record_id },
      changes: names
        .map((field) => ({ field, from: before[field] ?? null, to: settles[field] ?? null }))
        .filter(({ from, to }) => from !== null || to !== null),
    };
  });
}
