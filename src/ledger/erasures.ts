import { sql } from 'kysely';
import type { EntityId } from '../domain/entity.ts';
import type { ErasedAddress, Erasure, EraseHow, EraseStep, Holdings } from '../domain/erasure.ts';
import { refKey, type RecordRef } from '../domain/record.ts';
import { audit } from './audit.ts';
import {
  fromRefRow,
  inTransaction,
  jsonb,
  toRefRow,
  type LedgerDb,
  type LedgerTx,
  type RefRow,
} from './database.ts';
import { lockEntities } from './entities.ts';
import { countPersonal, erasePersonal, subjectOf } from './personal-data.ts';

/** Holds the lease of a person while they are erased: nobody else works on them. No worker is named so. */
export const ERASER = 'erasure';
const FOR_EVER = new Date('9999-01-01T00:00:00Z');

/** A keyed hash of an address in the form compared. */
export type HashOf = (address: string) => string;

export interface BeginErasure {
  readonly id: string;
  readonly entity: EntityId;
  readonly who: string;
  readonly now: Date;
  readonly hashOf: HashOf;
  /** What becomes of a record in its system; null: the ledger alone has it. */
  readonly howOf: (ref: RecordRef) => EraseHow | null;
}

/**
 * Begins to erase a person, from which on nobody else works on them and their addresses are held; or tries again what was
 * parked of an erasure that is under way.
 *
 * @returns the erasure's id; null while a write of the person is under way: try again shortly
 */
export function beginErasure(db: LedgerDb, begin: BeginErasure): Promise<string | null> {
  const { id, entity, who, now, hashOf, howOf } = begin;
  return inTransaction(db, async (tx) => {
    await lockEntities(tx, [entity]);
    const open = await retryParkedSteps(tx, entity, now);
    if (open !== null) return open;
    const subject = await subjectOf(tx, entity, now);
    const { rows: sent } = await sql`
      select 1 from intent where entity_id = any(${[...subject.all]}::uuid[]) and state = 'sent' limit 1`.execute(
      tx,
    );
    if (sent.length > 0) return null;

    const steps = stepsFor(await linkedRefs(tx, entity), howOf, now);
    await sql`
      insert into erasure (id, entity_id, asked_at, asked_by, state, steps, ledger)
      values (${id}, ${entity}, ${now}, ${who}, 'erasing', ${jsonb(steps)}, ${jsonb(await countPersonal(tx, subject))})`.execute(
      tx,
    );
    await sql`
      update entity set withheld = 'erasing', lease_by = ${ERASER}, lease_until = ${FOR_EVER}, lease_lane = 'hot'
      where id = any(${[...subject.all]}::uuid[])`.execute(tx);
    await guardAddresses(tx, id, entity, hashOf, now);
    // What was decided about them is not sent any more, and nothing more is decided.
    for (const table of ['intent', 'inbox', 'to_decide'] as const)
      await sql`delete from ${sql.table(table)} where entity_id = any(${[...subject.all]}::uuid[])`.execute(
        tx,
      );
    await audit(tx, now, who, 'erase', { erasure: id, entity });
    return id;
  });
}

async function retryParkedSteps(tx: LedgerTx, entity: EntityId, now: Date): Promise<string | null> {
  const open = (await readErasures(tx, sql`e.entity_id = ${entity}::uuid and e.state = 'erasing'`)).at(0);
  if (open === undefined) return null;
  const steps = open.steps.map((step) =>
    step.state === 'parked' ? { ...step, state: 'due' as const, attempts: 0, dueAt: now } : step,
  );
  await saveSteps(tx, open.id, steps);
  return open.id;
}

/** An address that somebody else has, too, is not held: only this person is forgotten. */
async function guardAddresses(
  tx: LedgerTx,
  erasure: string,
  entity: EntityId,
  hashOf: HashOf,
  now: Date,
): Promise<void> {
  const { rows } = await sql<{ address: string; shared: boolean }>`
    select a.address, bool_or(exists (
      select 1 from address o join link k using (system, object, record_id) join entity e on e.id = k.entity_id
      where o.address = a.address and k.entity_id <> ${entity}::uuid and e.withheld is distinct from 'erasing')) as shared
    from address a join link l using (system, object, record_id)
    where l.entity_id = ${entity}::uuid group by a.address`.execute(tx);
  for (const { address, shared } of rows)
    await sql`
      insert into erased_address (hash, erasure_id, released_at, released_by)
      values (${hashOf(address)}, ${erasure}, ${shared ? now : null}, ${shared ? 'shared' : null})`.execute(
      tx,
    );
}

const stepsFor = (
  refs: readonly RecordRef[],
  howOf: BeginErasure['howOf'],
  now: Date,
): readonly EraseStep[] =>
  refs.flatMap((ref) => {
    const how = howOf(ref);
    return how === null
      ? []
      : [{ ref, how, state: 'due' as const, attempts: 0, dueAt: now, endedAt: null, failure: null }];
  });

async function linkedRefs(tx: LedgerDb | LedgerTx, entity: EntityId): Promise<readonly RecordRef[]> {
  const { rows } = await sql<RefRow>`
    select system, object, record_id from link where entity_id = ${entity}::uuid order by linked_at, record_id`.execute(
    tx,
  );
  return rows.map(fromRefRow);
}

export async function saveSteps(
  db: LedgerDb | LedgerTx,
  id: string,
  steps: readonly EraseStep[],
): Promise<void> {
  await sql`update erasure set steps = ${jsonb(steps)} where id = ${id}`.execute(db);
}

/**
 * Erases the person from the ledger, once all steps are done; all or nothing. A record that was linked to them since the erasure
 * began gets a step of its own first.
 *
 * @returns whether it is done
 */
export function endErasure(
  db: LedgerDb,
  { id, entity, steps }: Erasure,
  { howOf, now }: Pick<BeginErasure, 'howOf' | 'now'>,
): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    await lockEntities(tx, [entity]);
    const known = new Set(steps.map(({ ref }) => refKey(ref)));
    const late = stepsFor(
      (await linkedRefs(tx, entity)).filter((ref) => !known.has(refKey(ref))),
      howOf,
      now,
    );
    if (late.length > 0) {
      await saveSteps(tx, id, [...steps, ...late]);
      return false;
    }
    const subject = await subjectOf(tx, entity, now);
    await erasePersonal(tx, subject);
    const others = subject.all.filter((each) => !subject.family.includes(each));
    const there = steps.map(({ ref }) => toRefRow(ref));
    await sql`
      delete from link where entity_id = any(${[...subject.family]}::uuid[]) and (system, object, record_id) not in (
        select system, object, record_id from jsonb_to_recordset(${jsonb(there)}) as r(system text, object text, record_id text))`.execute(
      tx,
    );
    await sql`
      update link set ended_why = 'erased', ended_at = ${now}, is_primary = false
      where entity_id = any(${[...subject.family, ...others]}::uuid[])`.execute(tx);
    await sql`
      update entity set withheld = 'erased', lease_by = null, lease_until = null
      where id = any(${[...subject.all]}::uuid[])`.execute(tx);
    await sql`update erasure set state = 'done', ended_at = ${now} where id = ${id}`.execute(tx);
    return true;
  });
}

interface ErasureRow {
  readonly id: string;
  readonly entity: EntityId;
  readonly askedAt: Date;
  readonly askedBy: string;
  readonly state: Erasure['state'];
  readonly endedAt: Date | null;
  readonly steps: readonly (Omit<EraseStep, 'dueAt' | 'endedAt'> & {
    readonly dueAt: string;
    readonly endedAt: string | null;
  })[];
  readonly ledger: Holdings;
  readonly addresses: readonly (Omit<ErasedAddress, 'releasedAt'> & { readonly releasedAt: string | null })[];
}

async function readErasures(
  db: LedgerDb | LedgerTx,
  which: ReturnType<typeof sql>,
): Promise<readonly Erasure[]> {
  const { rows } = await sql<ErasureRow>`
    select e.id, e.entity_id as entity, e.asked_at as "askedAt", e.asked_by as "askedBy", e.state, e.ended_at as "endedAt",
      e.steps, e.ledger, coalesce((
        select jsonb_agg(jsonb_build_object('hash', a.hash, 'releasedAt', a.released_at, 'releasedBy', a.released_by) order by a.hash)
        from erased_address a where a.erasure_id = e.id), '[]') as addresses
    from erasure e where ${which} order by e.asked_at, e.id`.execute(db);
  return rows.map((row) => ({
    ...row,
    steps: row.steps.map((step) => ({
      ...step,
      dueAt: new Date(step.dueAt),
      endedAt: dateOf(step.endedAt),
    })),
    addresses: row.addresses.map((address) => ({ ...address, releasedAt: dateOf(address.releasedAt) })),
  }));
}

const dateOf = (text: string | null): Date | null => (text === null ? null : new Date(text));

export const openErasures = (db: LedgerDb): Promise<readonly Erasure[]> =>
  readErasures(db, sql`e.state = 'erasing'`);

export const allErasures = (db: LedgerDb): Promise<readonly Erasure[]> => readErasures(db, sql`true`);

export const erasuresById = (db: LedgerDb, ids: readonly string[]): Promise<readonly Erasure[]> =>
  readErasures(db, sql`e.id::text = any(${[...ids]}::text[])`);

export const erasuresOf = (db: LedgerDb, hash: string): Promise<readonly Erasure[]> =>
  readErasures(db, sql`e.id in (select erasure_id from erased_address where hash = ${hash})`);

/** What comes in of people who are being erased waits, and does not keep whoever waits for everything else. */
export async function putOffErasing(db: LedgerDb, until: Date): Promise<void> {
  await sql`
    update inbox set due_at = ${until} where due_at < ${until} and entity_id in (
      select id from entity where withheld = 'erasing')`.execute(db);
}
