import { sql } from 'kysely';
import type { Failure } from '../domain/failure.ts';
import type { SystemName } from '../domain/record.ts';
import { jsonb, type LedgerDb } from './database.ts';

/** A source of touchpoints that an account does not let us read. */
export interface TouchRefusal {
  readonly system: SystemName;
  readonly source: string;
  readonly meaning: string;
  readonly fix: string;
  readonly since: Date;
}

/** @returns whether it was not known yet */
export async function noteRefusal(
  db: LedgerDb,
  system: SystemName,
  source: string,
  failure: Failure,
  now: Date,
): Promise<boolean> {
  const { rows } = await sql`
    insert into touch_refusal (system, source, failure, since) values (${system}, ${source}, ${jsonb(failure)}, ${now})
    on conflict do nothing returning 1`.execute(db);
  return rows.length > 0;
}

/** @returns whether there was one */
export async function endRefusal(db: LedgerDb, system: SystemName, source: string): Promise<boolean> {
  const { rows } = await sql`
    delete from touch_refusal where system = ${system} and source = ${source} returning 1`.execute(db);
  return rows.length > 0;
}

export async function readRefusals(db: LedgerDb): Promise<readonly TouchRefusal[]> {
  const { rows } = await sql<TouchRefusal>`
    select system, source, failure ->> 'meaning' as meaning, failure ->> 'fix' as fix, since
    from touch_refusal order by system, source`.execute(db);
  return rows;
}
