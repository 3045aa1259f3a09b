import { sql } from 'kysely';
import { DIGEST } from '../domain/digest.ts';
import type { EntityId } from '../domain/entity.ts';
import { refKey, RULES } from '../domain/record.ts';
import type { Touchpoint } from '../domain/touchpoint.ts';
import { chunks } from '../domain/chunks.ts';
import { moveCursor } from './cursors.ts';
import {
  fromRefRow,
  inTransaction,
  jsonb,
  toRefRow,
  type LedgerDb,
  type LedgerTx,
  type RefRow,
} from './database.ts';
import { joinTouchpoints, type Came, type Persons } from './join-touchpoints.ts';
import { isUuid } from './uuid.ts';

/** Rows in one statement. */
const AT_ONCE = 500;

/**
 * Stores what people did, each once however often it is told, and joins it to whom it is of. What is of nobody known
 * waits. A cursor given with them moves in the same transaction. A record that Leadloop made of another system's tells nothing:
 * that one does.
 *
 * @returns whom it is of: the people about whom there is something new to decide
 */
export async function storeTouchpoints(
  db: LedgerDb,
  touchpoints: readonly Touchpoint[],
  came: Came,
  cursor?: { readonly name: string; readonly position: string },
): Promise<readonly EntityId[]> {
  const touched = new Set<EntityId>();
  const fresh: Persons[] = [];
  await inTransaction(db, async (tx) => {
    fresh.length = 0;
    const told = await withoutAnswers(tx, await withoutCopies(tx, touchpoints));
    for (const some of chunks(told, AT_ONCE)) {
      const persons = personsOf(await insert(tx, some, came.now));
      fresh.push(persons);
      for (const entity of await joinTouchpoints(tx, persons, came)) touched.add(entity);
    }
    if (cursor !== undefined) await moveCursor(tx, cursor.name, cursor.position, came.now);
  });
  for (const persons of fresh)
    for (const entity of await joinTouchpoints(db, persons, came)) touched.add(entity);
  return [...touched];
}

/**
 * The touchpoints without those of copies. What a hand-off asks for is no copy, although Leadloop makes it: who has done it has
 * been in touch with the person. A digest is one: it tells what is told already.
 */
async function withoutCopies(
  tx: LedgerTx,
  touchpoints: readonly Touchpoint[],
): Promise<readonly Touchpoint[]> {
  const keys = [...new Set(touchpoints.flatMap(({ key }) => key ?? []))].filter(isUuid);
  if (keys.length === 0) return touchpoints;
  const { rows } = await sql<{ entity_id: string; system: string }>`
    select distinct entity_id, system from link
    where entity_id = any(${keys}::uuid[]) and (system <> ${RULES} or object = ${DIGEST})`.execute(tx);
  const others = Map.groupBy(rows, (row) => row.entity_id);
  return touchpoints.filter(
    ({ key, source }) => !(others.get(key ?? '') ?? []).some(({ system }) => system !== source.system),
  );
}

/**
 * The touchpoints without those of members of campaigns that have the status which the rules gave them: the answer for which they
 * gave it is told already.
 */
async function withoutAnswers(
  tx: LedgerTx,
  touchpoints: readonly Touchpoint[],
): Promise<readonly Touchpoint[]> {
  const members = touchpoints.flatMap(({ toldBy, key = '' }) =>
    toldBy === undefined ? [] : [{ ...toRefRow(toldBy), key: isUuid(key) ? key : null }],
  );
  if (members.length === 0) return touchpoints;
  const { rows } = await sql<RefRow & { status: string | null }>`
    select m.system, m.object, m.record_id, r.fields ->> 'status' as status
    from jsonb_to_recordset(${jsonb(members)}) as m(system text, object text, record_id text, key uuid)
    left join link l using (system, object, record_id)
    join link k on k.entity_id = coalesce(l.entity_id, m.key) and k.system = ${RULES}
    join record r on (r.system, r.object, r.record_id) = (k.system, k.object, k.record_id)`.execute(tx);
  const given = new Map(rows.map((row) => [refKey(fromRefRow(row)), row.status]));
  return touchpoints.filter(({ toldBy, details }) => {
    const status = toldBy === undefined ? undefined : given.get(refKey(toldBy));
    return status === undefined || status !== details['status'];
  });
}

interface Inserted {
  readonly system: string;
  readonly who_object: string | null;
  readonly who_id: string | null;
  readonly address: string | null;
}

async function insert(
  tx: LedgerTx,
  touchpoints: readonly Touchpoint[],
  now: Date,
): Promise<readonly Inserted[]> {
  // Always in one order, so that two that tell the same do not wait for each other.
  const rows = touchpoints.map(({ source, who, kind, at, about, campaign, details }) => ({
    ...toRefRow(source),
    ...(who.kind === 'record' ? { who_object: who.object, who_id: who.id } : { address: who.address }),
    kind,
    at,
    about,
    campaign,
    details,
  }));
  const { rows: inserted } = await sql<Inserted>`
    insert into touchpoint (system, object, record_id, who_object, who_id, address, kind, at, about, campaign, details, received_at)
    select system, object, record_id, who_object, who_id, address, kind, at, about, campaign, details, ${now}
    from jsonb_to_recordset(${jsonb(rows)}) as r(system text, object text, record_id text, who_object text, who_id text,
      address text, kind text, at timestamptz, about text, campaign text, details jsonb)
    order by system, object, record_id
    on conflict (system, object, record_id) do nothing
    returning system, who_object, who_id, address`.execute(tx);
  return inserted;
}

const personsOf = (rows: readonly Inserted[]): Persons => ({
  records: rows.flatMap(({ system, who_object: object, who_id: id }) =>
    object === null || id === null ? [] : [{ system, object, id }],
  ),
  addresses: rows.flatMap(({ address }) => address ?? []),
});
