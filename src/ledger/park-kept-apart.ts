import { sql } from 'kysely';
import type { Failure } from '../domain/failure.ts';
import { refKey, type RecordRef } from '../domain/record.ts';
import { fromRefRow, jsonb, toRefRow, type LedgerTx, type RefRow } from './database.ts';
import { keptApart } from './kept-apart.ts';
import { entitiesOf } from './references.ts';
import type { Settled } from './settled.ts';

type Open = Exclude<Settled, { kind: 'done' }>;

/** How long a write waits for one to the record that it was refused because of. */
const STEP_ASIDE_MS = 1_000;

/**
 * A system refused a create because of a record that a person has said is somebody else: it is not adopted, and only a
 * person can tell the two apart there. But where that record is being written, or was since this one was planned (it gets
 * back an e-mail address of its own), it is tried anew.
 */
export async function parkKeptApart(
  tx: LedgerTx,
  settled: readonly Open[],
  now: Date,
): Promise<readonly Open[]> {
  const adopted = settled.flatMap((item) => (item.kind === 'adopt' ? [item] : []));
  if (adopted.length === 0) return settled;
  const refs = adopted.map(({ ref }) => ref);
  const owners = await entitiesOf(tx, refs);
  const apart = await keptApart(
    tx,
    adopted.map(({ intent }) => intent.entity),
  );
  if (apart.size === 0) return settled;
  const writtenAt = await lastWrites(tx, refs, now);
  return settled.map((item): Open => {
    if (item.kind !== 'adopt') return item;
    const { intent, ref, failure } = item;
    const owner = owners.get(refKey(ref));
    if (owner === undefined || apart.get(intent.entity)?.includes(owner) !== true) return item;
    const written = writtenAt.get(refKey(ref));
    if (written === undefined || written < intent.readAt)
      return { intent, kind: 'park', failure: apartFailure(failure, refKey(ref)) };
    const dueAt = new Date(now.getTime() + STEP_ASIDE_MS);
    return { intent, kind: 'supersede', failure, unsure: false, dueAt };
  });
}

/** When each record was last written; now, while a write is under way. */
async function lastWrites(
  tx: LedgerTx,
  refs: readonly RecordRef[],
  now: Date,
): Promise<ReadonlyMap<string, Date>> {
  const { rows } = await sql<RefRow & { at: Date }>`
    with asked as (
      select * from jsonb_to_recordset(${jsonb(refs.map(toRefRow))}) as r(system text, object text, record_id text)),
    owned as (select a.*, l.entity_id from asked a join link l using (system, object, record_id)),
    written as (
      select o.system, o.object, o.record_id, r.delivered_at as at from owned o
      join receipt r on r.entity_id = o.entity_id and (r.system, r.object, r.record_id) = (o.system, o.object, o.record_id)
      union all
      select o.system, o.object, o.record_id, ${now}::timestamptz from owned o
      join intent i on i.entity_id = o.entity_id and (i.system, i.object, i.record_id) = (o.system, o.object, o.record_id)
        and i.state in ('due', 'sent'))
    select system, object, record_id, max(at) as at from written group by system, object, record_id`.execute(
    tx,
  );
  return new Map(rows.map((row) => [refKey(fromRefRow(row)), row.at]));
}

const apartFailure = (failure: Failure, record: string): Failure => ({
  ...failure,
  meaning: `The system takes this for ${record}, which a person has split from it.`,
  fix: 'Change in one of the two what only one record may have there, e.g. the e-mail address; then it goes on by itself.',
  actor: 'revops',
});
