import { sql, type RawBuilder } from 'kysely';
import { OPPORTUNITY, PERSON, type EntityId } from '../../domain/entity.ts';
import type { SystemName } from '../../domain/record.ts';
import type { Fields, Value } from '../../domain/value.ts';
import type { LedgerDb } from '../database.ts';
import { uuidIn } from '../uuid.ts';
import { millis, touchLists } from './touch-columns.ts';

/** An opportunity with what was done on the way to it. */
export interface OpportunityWay {
  readonly id: EntityId;
  /** As last agreed with the system where sales works. */
  readonly fields: Fields;
  /** Whether people have a contact role in it; else the touches are those of everybody at its account. */
  readonly hasRoles: boolean;
  /** How many people its touches are of. */
  readonly people: number;
  readonly touches: readonly WayTouch[];
}

/** Milliseconds since 1970; the person as a number that tells those of one opportunity apart; what was asked for, in that order. */
export type WayTouch = readonly [id: number, at: number, person: number, ...columns: (Value | undefined)[]];

export interface WaysAsked {
  /** Where sales works. */
  readonly systems: readonly SystemName[];
  /** What to tell of touches, by name. */
  readonly columns: readonly string[];
  /** Opportunities in one look-up. */
  readonly atOnce?: number;
}

const AT_ONCE = 100;

/**
 * All opportunities that sales has, in the order of their ids, each with all touches of its people: those named with it in a
 * record, as a contact role is; where there is none, everybody of its account. Two hundred are held at a time: those that are worked
 * on, and the next.
 */
export async function* readOpportunityWays(
  db: LedgerDb,
  { systems, columns, atOnce = AT_ONCE }: WaysAsked,
): AsyncGenerator<OpportunityWay> {
  const readAfter = (after: EntityId | null): Promise<readonly Row[]> =>
    readPage(db, after, { systems, columns, atOnce });
  let page = readAfter(null);
  for (;;) {
    const rows = await page;
    const last = rows.length < atOnce ? undefined : rows.at(-1);
    if (last !== undefined) {
      // They are looked up while these are worked on. Whoever works on these no longer does not mind how that ends.
      page = readAfter(last.id);
      page.catch(() => undefined);
    }
    for (const { lists, ...way } of rows) yield { ...way, touches: touchesOf(lists) };
    if (last === undefined) return;
  }
}

async function readPage(
  db: LedgerDb,
  after: EntityId | null,
  { systems, columns, atOnce }: Required<WaysAsked>,
): Promise<readonly Row[]> {
  const own = [sql`t.id`, millis(sql`t.at`), sql`n.number`];
  const { rows } = await sql<Row>`
    with opportunity as materialized (
      select e.id, s.fields
      from entity e
      join link l on l.entity_id = e.id and l.is_primary and l.ended_why is null and l.system = any(${[...systems]}::text[])
      join shadow s using (system, object, record_id)
      where e.kind = ${OPPORTUNITY} and e.folded_into is null and (${after}::uuid is null or e.id > ${after}::uuid)
      order by e.id limit ${atOnce}),
    part as materialized (
      select distinct o.id, coalesce(p.folded_into, p.id) as person
      from opportunity o
      cross join lateral (${records('opportunity', sql`o.id::text`)}) s
      cross join lateral (${current(sql`s`)}) l
      cross join lateral (${person(uuidIn(sql`s.fields ->> 'person'`))}) p),
    person as materialized (
      select id, person, true as has_role from part
      union
      select o.id, p.id, false
      from opportunity o
      cross join lateral (${records('account', sql`o.fields ->> 'account'`)}) s
      cross join lateral (${current(sql`s`)}) l
      cross join lateral (${person(sql`l.entity_id`)}) p
      where not exists (select 1 from part where part.id = o.id)),
    numbered as (
      select id, person, has_role, row_number() over (partition by id order by person)::int as number from person),
    way as (
      select n.id, ${touchLists(own, columns)} as lists
      from numbered n cross join lateral (select * from touchpoint where entity_id = n.person offset 0) t group by n.id),
    crowd as (select id, bool_or(has_role) as has_roles, count(*)::int as people from person group by id)
    select o.id, o.fields, coalesce(c.has_roles, false) as "hasRoles", coalesce(c.people, 0) as people,
      coalesce(w.lists, '[]'::json) as lists
    from opportunity o left join way w using (id) left join crowd c using (id) order by o.id`.execute(db);
  return rows;
}

/*
 * Nobody can foretell how many records name an opportunity or an account, and a plan made for far too many goes through whole tables
 * for each page. `offset 0` has each step look up what the one before has found.
 */
const records = (field: string, named: RawBuilder<unknown>) =>
  sql`select * from shadow where fields ->> ${sql.lit(field)} = ${named} offset 0`;
const current = (record: RawBuilder<unknown>) => sql`select entity_id from link where
  (system, object, record_id) = (${record}.system, ${record}.object, ${record}.record_id) and ended_why is null offset 0`;
const person = (id: RawBuilder<unknown>) =>
  sql`select id, folded_into from entity where id = ${id} and kind = ${PERSON} offset 0`;

/** Ids, moments, people, and what was asked for: one list each, all in the same order. Empty: there are no touches. */
type TouchLists = readonly [ids: number[], ...others: (Value | undefined)[][]] | readonly [];

type Row = Omit<OpportunityWay, 'touches'> & { readonly lists: TouchLists };

const touchesOf = ([ids = [], ...others]: TouchLists): readonly WayTouch[] =>
  ids.map((id, index) => [id, ...others.map((list) => list[index])] as unknown as WayTouch);
