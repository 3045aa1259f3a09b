import { sql } from 'kysely';
import { audit } from './audit.ts';
import type { LedgerDb } from './database.ts';

/** What the daily proof came to: counts alone. */
export interface LastProof {
  /** Whoever was qualified on this day, by UTC: `2026-01-31`. */
  readonly day: string;
  readonly addsUp: boolean;
  readonly total: {
    readonly qualified: number;
    readonly delivered: number;
    readonly waiting: number;
    readonly held: number;
    readonly rejected: number;
    readonly errored: number;
    readonly nowhere: number;
    readonly twice: number;
    /** By system: how many of the delivered it says it has. */
    readonly there: Readonly<Record<string, number>>;
  };
}

export const noteProof = (db: LedgerDb, at: Date, proof: LastProof): Promise<void> =>
  audit(db, at, 'the engine', 'proof', { ...proof });

/** Null: none was made yet. */
export async function readLastProof(db: LedgerDb): Promise<(LastProof & { readonly at: Date }) | null> {
  const { rows } = await sql<{ at: Date; detail: LastProof }>`
    select at, detail from audit where what = 'proof' order by id desc limit 1`.execute(db);
  return rows[0] === undefined ? null : { ...rows[0].detail, at: rows[0].at };
}
