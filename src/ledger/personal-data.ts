import { sql, type RawBuilder } from 'kysely';
import { ACTIVITY, type EntityId } from '../domain/entity.ts';
import type { Holdings } from '../domain/erasure.ts';
import type { TouchpointKind } from '../domain/touchpoint.ts';
import type { LedgerDb, LedgerTx } from './database.ts';

/** Whose data is meant: a person with all who were folded into them, and what was noted of doings with them. */
export interface Subject {
  readonly person: EntityId;
  /** The person and those folded into them. */
  readonly family: readonly EntityId[];
  /** The same, and their activities. */
  readonly all: readonly EntityId[];
  readonly now: Date;
}

/** What a table holds of people, and how it is erased: its rows are deleted, or some columns are blanked. */
type Holding =
  | { readonly kind: 'nothing'; readonly because: string }
  | {
      readonly kind: 'personal';
      readonly rows: (of: Subject) => RawBuilder<boolean>;
      readonly erase: 'delete' | ((of: Subject) => RawBuilder<unknown>);
    };

const nothing = (because: string): Holding => ({ kind: 'nothing', because });
const deleted = (rows: (of: Subject) => RawBuilder<boolean>): Holding => ({
  kind: 'personal',
  rows,
  erase: 'delete',
});

const ids = (some: readonly EntityId[]): RawBuilder<unknown> => sql`any(${[...some]}::uuid[])`;
const ofEntity = ({ all }: Subject): RawBuilder<boolean> => sql`entity_id = ${ids(all)}`;
const ofPerson = ({ family }: Subject): RawBuilder<boolean> => sql`entity_id = ${ids(family)}`;
const refs = ({ all }: Subject): RawBuilder<unknown> => sql`
  select system, object, record_id from link where entity_id = ${ids(all)}`;
const ofRecord = (of: Subject): RawBuilder<boolean> => sql`(system, object, record_id) in (${refs(of)})`;

/** Their `about` is what somebody wrote of the person; of all others it names a form, a page or a campaign. */
const WRITTEN: readonly TouchpointKind[] = ['meeting', 'call', 'message', 'note', 'task', 'email_reply'];

const NAMES_NOBODY = 'ids of Leadloop and of systems, which lead to nobody once the records are erased';

/**
 * Every table of the ledger, and what an erasure does with it; in this order. Reports stay right: what somebody did and which
 * stages they went through is kept without who it was.
 */
export const PERSONAL_DATA: Readonly<Record<string, Holding>> = {
  // By address as well, so before those are gone.
  touchpoint: {
    kind: 'personal',
    rows: (of) => sql`${ofPerson(of)} or entity_id is null and (
      (system, who_object, who_id) in (${refs(of)})
      or address in (select address from address where ${ofRecord(of)}))`,
    erase: ({ person, now }) => sql`
      entity_id = coalesce(entity_id, ${person}::uuid), joined_at = coalesce(joined_at, ${now}),
      address = null, who_object = 'person', who_id = ${person}::text,
      about = case when kind = any(${[...WRITTEN]}::text[]) then null else about end`,
  },
  shadow: deleted(ofRecord),
  record: deleted(ofRecord),
  address: deleted(ofRecord),
  correction: deleted(ofRecord),
  block_key: deleted((of) => sql`member in (select id from block_member where ${ofRecord(of)})`),
  block_member: deleted(ofRecord),
  inbox: deleted(ofEntity),
  intent: deleted(ofEntity),
  attempt: deleted(ofEntity),
  conflict: deleted(ofEntity),
  failure: deleted(ofEntity),
  waiting: deleted(ofEntity),
  unwanted: deleted(ofEntity),
  drift: deleted(ofEntity),
  receipt: { kind: 'personal', rows: ofEntity, erase: () => sql`replaced = null` },
  applied_write: deleted(
    (of) => sql`${ofRecord(of)} or exists (
      select 1 from jsonb_to_recordset(sources) as s(system text, object text, id text)
      where (s.system, s.object, s.id) in (${refs(of)}))`,
  ),
  touch_total: deleted(ofPerson),
  to_decide: deleted(ofPerson),
  // What sales answered is counted, by its name in the file.
  decision: {
    kind: 'personal',
    rows: ofPerson,
    erase: () => sql`receipt = case when jsonb_typeof(receipt #> '{hearing,answer}') = 'object' then
      jsonb_build_object('hearing', jsonb_build_object('answer', jsonb_build_object(
        'answer', receipt #> '{hearing,answer,answer}', 'reason', receipt #> '{hearing,answer,reason}',
        'opportunity', receipt #> '{hearing,answer,opportunity}', 'from', receipt #> '{hearing,answer,from}')))
      else '{}' end`,
  },
  trial_difference: deleted(ofPerson),
  standing: {
    kind: 'personal',
    rows: ofPerson,
    erase: () => sql`told = '{}', heard = '{}', rests_on = '{}', return_at = null`,
  },
  stopped: deleted(ofPerson),
  notice: deleted(
    ({ family }) => sql`exists (
      select 1 from hand_off h where h.entity_id = ${ids(family)} and starts_with(notice.key, h.id::text))`,
  ),
  hand_off: {
    kind: 'personal',
    rows: ofPerson,
    erase: ({ now }) => sql`closed_at = coalesce(closed_at, ${now}), look_at = null,
      made = jsonb_build_object('kind', kind, 'records', coalesce((
        select jsonb_agg(jsonb_build_object('id', r -> 'id', 'object', r -> 'object', 'fields', '{}'::jsonb))
        from jsonb_array_elements(made -> 'records') r), '[]'))`,
  },

  link: nothing('the ids of records; those that only Leadloop has are deleted, the others stay as ended'),
  entity: nothing(NAMES_NOBODY),
  kept_apart: nothing(NAMES_NOBODY),
  stage_log: nothing('stages and recipes by their names, and times'),
  opportunity_stage: nothing('stages of opportunities'),
  routing_state: nothing('how much each rep has'),
  cursor: nothing('how far was read'),
  connection: nothing('accounts'),
  token: nothing('sealed tokens of accounts'),
  budget: nothing('counts of calls'),
  change_count: nothing('counts of writes'),
  drift_count: nothing('counts of comparisons'),
  breaker: nothing('counts of writes'),
  allowance: nothing('counts of writes'),
  block_index: nothing('how far was read'),
  touch_refusal: nothing('what accounts do not offer'),
  trial: nothing('rules on trial'),
  book: nothing('which period was closed when, and by whom'),
  book_line: nothing('amounts by opportunity and source'),
  applied_plan: nothing('when plans were carried out, and by whom'),
  audit: nothing('what was changed, without values'),
  config_version: nothing('the configuration'),
  config_use: nothing('the configuration'),
  erasure: nothing('proofs, which name nobody'),
  erased_address: nothing('keyed hashes'),
};

const personal = Object.entries(PERSONAL_DATA).flatMap(([table, holding]) =>
  holding.kind === 'personal' ? [{ table, ...holding }] : [],
);

/** Whose data an erasure of the person is about. */
export async function subjectOf(db: LedgerDb | LedgerTx, person: EntityId, now: Date): Promise<Subject> {
  const { rows: family } = await sql<{ id: EntityId }>`
    with recursive family as (
      select id from entity where id = ${person}::uuid
      union select e.id from entity e join family f on e.folded_into = f.id)
    select id from family`.execute(db);
  const own = family.map(({ id }) => id);
  const { rows: activities } = await sql<{ id: EntityId }>`
    select distinct e.id from shadow s join link l using (system, object, record_id)
    join entity e on e.id = l.entity_id and e.kind = ${ACTIVITY}
    where s.fields ->> 'person' = any(${own}::text[])`.execute(db);
  return { person, family: own, all: [...own, ...activities.map(({ id }) => id)], now };
}

/** How many rows each table has of the person. */
export async function countPersonal(db: LedgerDb | LedgerTx, subject: Subject): Promise<Holdings> {
  const counts = personal.map(
    ({ table, rows }) =>
      sql`select ${table}::text as "table", count(*)::int as n from ${sql.table(table)} where ${rows(subject)}`,
  );
  const { rows } = await sql<{ table: string; n: number }>`${sql.join(counts, sql` union all `)}`.execute(db);
  return Object.fromEntries(rows.filter(({ n }) => n > 0).map(({ table, n }) => [table, n]));
}

/** Erases what the ledger holds of the person, but for the ids in `link` and `entity`. */
export async function erasePersonal(tx: LedgerTx, subject: Subject): Promise<void> {
  for (const { table, rows, erase } of personal) {
    const where = rows(subject);
    if (erase === 'delete') await sql`delete from ${sql.table(table)} where ${where}`.execute(tx);
    else await sql`update ${sql.table(table)} set ${erase(subject)} where ${where}`.execute(tx);
  }
}
