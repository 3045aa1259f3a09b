import { sql, type RawBuilder } from 'kysely';
import type { EntityId } from '../domain/entity.ts';
import type { Lane } from '../domain/lane.ts';
import type { RecordRef } from '../domain/record.ts';
import { inTransaction, jsonb, toRefRow, type LedgerDb, type LedgerTx } from './database.ts';
import { askToDecide } from './to-decide.ts';

/** Of whose touchpoints is spoken: by record, and by e-mail address in the form compared. */
export interface Persons {
  readonly records: readonly RecordRef[];
  readonly addresses: readonly string[];
}

/** With what, and when, it came in that touchpoints are joined. */
export interface Came {
  readonly lane: Lane;
  readonly now: Date;
}

/**
 * Gives touchpoints whose person was not known to the person that their record or address leads to now, and counts
 * them. Whoever moves a link (two people turn out to be one, or one to be two) waits until this is done, and the other
 * way round. An address that several have is that of a record in the touchpoint's own system, else of the oldest.
 *
 * Call it whenever a touchpoint or a person has come in, after the commit: two that come in side by side do not see each
 * other before.
 *
 * @returns the people who have touchpoints now that they had not
 */
export function joinTouchpoints(
  db: LedgerDb | LedgerTx,
  { records, addresses }: Persons,
  came: Came,
): Promise<readonly EntityId[]> {
  if (records.length === 0 && addresses.length === 0) return Promise.resolve([]);
  // The ids alone as well: one search of the index for all, where the rows would take one each.
  const refs = sql`
    t.who_id = any(${records.map(({ id }) => id)}::text[]) and (t.who_id, t.who_object, t.system) in (
      select record_id, object, system from jsonb_to_recordset(${jsonb(records.map(toRefRow))})
        as r(system text, object text, record_id text))`;
  return join(db, refs, sql`t.address = any(${[...addresses]}::text[])`, came);
}

/** How many of the last touchpoints are looked through for what a crash has left. */
const LAST = 50_000;

/** The same for what came in last: a process may have ended between a commit and what follows it. */
export function joinLastTouchpoints(db: LedgerDb, came: Came): Promise<readonly EntityId[]> {
  const isLate = sql`t.id > (select coalesce(max(id), 0) - ${LAST} from touchpoint)`;
  return join(db, isLate, isLate, came);
}

async function join(
  db: LedgerDb | LedgerTx,
  whichRecords: RawBuilder<unknown>,
  whichAddresses: RawBuilder<unknown>,
  came: Came,
): Promise<readonly EntityId[]> {
  const ofRecords = sql`t.entity_id is null and t.who_id is not null and ${whichRecords}`;
  const ofAddresses = sql`t.entity_id is null and t.address is not null and ${whichAddresses}`;
  const work = (tx: LedgerTx): Promise<readonly EntityId[]> => joinAndCount(tx, ofRecords, ofAddresses, came);
  if (db.isTransaction) return work(db as LedgerTx);
  // Mostly nothing waits, and to find that out takes half the time and no transaction.
  const { rows } = await sql<{ waits: boolean }>`
    select exists (select 1 from touchpoint t where ${ofRecords})
      or exists (select 1 from touchpoint t where ${ofAddresses}) as waits`.execute(db);
  return rows[0]?.waits === true ? inTransaction(db, work) : [];
}

async function joinAndCount(
  tx: LedgerTx,
  ofRecords: RawBuilder<unknown>,
  ofAddresses: RawBuilder<unknown>,
  { lane, now }: Came,
): Promise<readonly EntityId[]> {
  const { rows } = await sql<{ entity_id: EntityId; seen: boolean }>`
    with by_record as materialized (
      select t.id, l.entity_id from touchpoint t
      join link l on (l.system, l.object, l.record_id) = (t.system, t.who_object, t.who_id)
      where ${ofRecords} for share of l),
    by_address as materialized (
      select t.id, l.entity_id, l.system = t.system as own from touchpoint t
      join address a on a.address = t.address
      join link l on (l.system, l.object, l.record_id) = (a.system, a.object, a.record_id)
      where ${ofAddresses} for share of l),
    meant as (
      select id, entity_id from by_record
      union all select distinct on (id) id, entity_id from (select * from by_address order by id, own desc, entity_id) a),
    joined as (
      update touchpoint t set entity_id = m.entity_id, joined_at = ${now} from meant m where t.id = m.id and t.entity_id is null
      returning t.entity_id, t.kind, coalesce(t.about, '') as about, t.at),
    counted as (
      insert into touch_total (entity_id, kind, about, touches, first_at, last_at)
      select entity_id, kind, about, count(*), min(at), max(at) from joined group by 1, 2, 3 order by 1, 2, 3
      on conflict (entity_id, kind, about) do update set touches = touch_total.touches + excluded.touches,
        first_at = least(touch_total.first_at, excluded.first_at), last_at = greatest(touch_total.last_at, excluded.last_at))
    select entity_id, exists (
      select 1 from link l join record r using (system, object, record_id) where l.entity_id = people.entity_id) as seen
    from (select distinct entity_id from joined) people`.execute(tx);
  // Whoever has not been seen yet is decided about when they are: till then nobody knows who it is, or whether they may come in.
  const known = rows.filter(({ seen }) => seen);
  await askToDecide(
    tx,
    known.map(({ entity_id: entity }) => ({ entity, lane, since: now })),
    now,
  );
  return rows.map((row) => row.entity_id);
}
