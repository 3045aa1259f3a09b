import { inTransaction, type LedgerDb } from './database.ts';
import { moveCursor, readCursor } from './cursors.ts';

/** Where a mapping no longer fits the live systems, as it was last found; plain words, for whoever asks. */
export interface MappingProblem {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** File, line and column. */
  readonly place: string;
  readonly cause: string;
  readonly consequence: string;
  readonly fix: string;
}

/** Kept as a cursor, as it is where the looking stands: the next look tells what has changed since. */
const CURSOR = 'mapping-problems';

/** Null before the first look. */
export async function readMappingProblems(db: LedgerDb): Promise<readonly MappingProblem[] | null> {
  const kept = await readCursor(db, CURSOR);
  return kept === null ? null : (JSON.parse(kept) as readonly MappingProblem[]);
}

export const keepMappingProblems = (
  db: LedgerDb,
  problems: readonly MappingProblem[],
  now: Date,
): Promise<void> => inTransaction(db, (tx) => moveCursor(tx, CURSOR, JSON.stringify(problems), now));
