import { sql } from 'kysely';
import { ERASED_CODE } from '../domain/erasure.ts';
import type { EntityId } from '../domain/entity.ts';
import type { RecordRef } from '../domain/record.ts';
import type { Touchpoint } from '../domain/touchpoint.ts';
import { audit } from './audit.ts';
import { inTransaction, jsonb, toRefRow, type LedgerDb, type LedgerTx, type RefRow } from './database.ts';
import type { HashOf } from './erasures.ts';
import { lookAgain } from './look-again.ts';

/** Whose address it was: an erasure that holds it. */
export interface HeldBy {
  readonly erasure: string;
  readonly erasedAt: Date;
}

/** The erasures that hold addresses, by hash. */
export async function erasedBy(
  db: LedgerDb | LedgerTx,
  hashes: readonly string[],
): Promise<ReadonlyMap<string, HeldBy>> {
  if (hashes.length === 0) return new Map();
  const { rows } = await sql<HeldBy & { hash: string }>`
    select distinct on (a.hash) a.hash, a.erasure_id as erasure, e.asked_at as "erasedAt"
    from erased_address a join erasure e on e.id = a.erasure_id
    where a.hash = any(${[...hashes]}::text[]) and a.released_at is null order by a.hash, e.asked_at desc`.execute(
    db,
  );
  return new Map(rows.map(({ hash, ...held }) => [hash, held]));
}

/** Lets addresses come in again: those of an erasure that are not in use, or those given. Whoever was held for them is looked at. */
export function releaseAddresses(
  db: LedgerDb,
  which: { readonly erasure: string } | { readonly hashes: readonly string[] },
  who: string,
  now: Date,
): Promise<{ readonly released: number }> {
  return inTransaction(db, async (tx) => {
    const { rows } = await sql<{ erasure_id: string }>`
      update erased_address set released_at = ${now}, released_by = ${who} where released_at is null and ${
        'erasure' in which
          ? sql`erasure_id::text = ${which.erasure}`
          : sql`hash = any(${[...which.hashes]}::text[])`
      } returning erasure_id`.execute(tx);
    if (rows.length === 0) return { released: 0 };
    // A record that was the erased person's and has come back is somebody new: what is kept of the former stays nobody's.
    await sql`
      delete from link l using failure f, entity e
      where f.code = ${ERASED_CODE} and f.entity_id = l.entity_id and e.id = l.entity_id and e.withheld = 'erased'`.execute(
      tx,
    );
    await sql`
      delete from failure f using entity e where f.code = ${ERASED_CODE} and e.id = f.entity_id and e.withheld = 'erased'`.execute(
      tx,
    );
    const { rows: held } = await sql<{ entity_id: EntityId }>`
      select distinct entity_id from failure where code = ${ERASED_CODE}`.execute(tx);
    await lookAgain(
      tx,
      held.map(({ entity_id }) => ({ entity: entity_id, dueAt: now, since: now })),
    );
    for (const erasure of new Set(rows.map((row) => row.erasure_id)))
      await audit(tx, now, who, 'release erased address', { erasure });
    return { released: rows.length };
  });
}

/** What people did without what is told of erased ones: by their address, or by a record that was theirs. */
export async function withoutErased(
  db: LedgerDb,
  touchpoints: readonly Touchpoint[],
  hashOf: HashOf,
): Promise<readonly Touchpoint[]> {
  if (touchpoints.length === 0) return touchpoints;
  const hashes = new Map(
    touchpoints.flatMap(({ who }) =>
      who.kind === 'email' ? [[who.address, hashOf(who.address)] as const] : [],
    ),
  );
  const held = await erasedBy(db, [...hashes.values()]);
  const ended = await erasedRecords(db, touchpoints.flatMap(recordOf));
  return touchpoints.filter((touchpoint) =>
    touchpoint.who.kind === 'email'
      ? !held.has(hashes.get(touchpoint.who.address) ?? '')
      : !recordOf(touchpoint).some(({ system, object, id }) => ended.has(`${system}/${object}/${id}`)),
  );
}

const recordOf = ({ source: { system }, who }: Touchpoint): readonly RecordRef[] =>
  who.kind === 'record' ? [{ system, object: who.object, id: who.id }] : [];

async function erasedRecords(db: LedgerDb, refs: readonly RecordRef[]): Promise<ReadonlySet<string>> {
  if (refs.length === 0) return new Set();
  const { rows } = await sql<RefRow>`
    select l.system, l.object, l.record_id
    from jsonb_to_recordset(${jsonb(refs.map(toRefRow))}) as r(system text, object text, record_id text)
    join link l using (system, object, record_id) join entity e on e.id = l.entity_id
    where e.withheld in ('erasing', 'erased')`.execute(db);
  return new Set(rows.map((row) => `${row.system}/${row.object}/${row.record_id}`));
}
