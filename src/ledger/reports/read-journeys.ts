import { sql, type RawBuilder } from 'kysely';
import { PERSON, type EntityId } from '../../domain/entity.ts';
import type { Value } from '../../domain/value.ts';
import type { LedgerDb } from '../database.ts';
import { millis, touchColumns } from './touch-columns.ts';

/** What a person did, and how far they came. Times are milliseconds since 1970. */
export interface Journey {
  readonly id: EntityId;
  /** Things done that are the same in all that was asked for, once, with their first time and their last. */
  readonly touches: readonly JourneyTouch[];
  /** Every stage the person came into, in order. Who turned out to be somebody known did not begin once more. */
  readonly stages: readonly (readonly [at: number, stage: string, cycle: number])[];
  /** The field that was asked for; null: blank in every record, or none was asked for. */
  readonly field: Value;
}

export type JourneyTouch = readonly [firstAt: number, lastAt: number, ...columns: (Value | undefined)[]];

export interface JourneysAsked {
  /** What to tell of touches, by name. */
  readonly columns: readonly string[];
  /** A canonical field of the person; null: none. */
  readonly field: string | null;
  /** People in one look-up. */
  readonly atOnce?: number;
}

const AT_ONCE = 2_000;

/** What some people did, by their ids. */
export async function readJourneysOf(
  db: LedgerDb,
  people: readonly EntityId[],
  columns: readonly string[],
): Promise<ReadonlyMap<EntityId, Journey>> {
  const rows = await select(db, sql`select unnest(${[...people]}::uuid[]) as id`, { columns, field: null });
  return new Map(rows.map((row) => [row.id, row]));
}

/** Everybody whom the ledger knows, in the order of their ids. A few thousand are held at a time. */
export async function* readJourneys(
  db: LedgerDb,
  { columns, field, atOnce = AT_ONCE }: JourneysAsked,
): AsyncGenerator<Journey> {
  let after: EntityId | null = null;
  for (;;) {
    const rows: readonly Journey[] = await readPage(db, after, { columns, field, atOnce });
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < atOnce) return;
    after = last.id;
  }
}

const readPage = (
  db: LedgerDb,
  after: EntityId | null,
  { atOnce, ...asked }: Required<JourneysAsked>,
): Promise<readonly Journey[]> =>
  select(
    db,
    sql`select id from entity
      where kind = ${PERSON} and folded_into is null and (${after}::uuid is null or id > ${after}::uuid)
      order by id limit ${atOnce}`,
    asked,
  );

async function select(
  db: LedgerDb,
  people: RawBuilder<unknown>,
  { columns, field }: Pick<JourneysAsked, 'columns' | 'field'>,
): Promise<readonly Journey[]> {
  const touched = touchColumns(columns);
  const names = sql.join(columns.map((_, index) => sql.ref(`c${index}`)));
  const { rows } = await sql<Journey>`
    with person as materialized (${people}),
    done as (
      select id, json_agg(json_build_array(first_at, last_at, ${names})) as touches from (
        select p.id, min(${millis(sql`t.at`)}) as first_at, max(${millis(sql`t.at`)}) as last_at, x.*
        from person p join touchpoint t on t.entity_id = p.id
        cross join lateral (select ${touched}) x(${names})
        group by p.id, ${names}) g group by id),
    log as (
      select p.id, json_agg(json_build_array(${millis(sql`l.at`)}, l.to_stage, l.cycle) order by l.id) as stages
      from person p join stage_log l on l.entity_id = p.id
      where l.by <> 'start' or not exists (
        select 1 from stage_log b where b.entity_id = p.id and b.id < l.id)
      group by p.id)
    select p.id, coalesce(d.touches, '[]'::json) as touches, coalesce(l.stages, '[]'::json) as stages,
      ${field === null ? sql`null` : fieldOf(field)} as field
    from person p left join done d using (id) left join log l using (id) order by p.id`.execute(db);
  return rows;
}

/** As the record says that was linked first and has it. */
const fieldOf = (field: string) => sql`(
  select s.fields -> ${field} from link k join shadow s using (system, object, record_id)
  where k.entity_id = p.id and k.ended_why is null and s.fields ->> ${field} is not null
  order by k.linked_at, k.system, k.record_id limit 1)`;
