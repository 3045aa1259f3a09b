import type { Log } from '../connector/contract.ts';
import type { Clock } from '../domain/clock.ts';
import { FailureError } from '../domain/failure.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { keepMappingProblems, readMappingProblems, type MappingProblem } from '../ledger/mapping-problems.ts';
import type { Problem } from '../mapping/problem.ts';

export interface SchemaWatchOptions {
  readonly db: LedgerDb;
  readonly clock: Clock;
  readonly log: Log;
  /** What the start has found. */
  readonly found: readonly Problem[];
  /** Compares the mappings with the live systems. */
  readonly find: () => Promise<readonly Problem[]>;
}

/**
 * Looks whether the mappings still fit the systems, in which people change fields and picklists. What is new since the
 * last look, be it before the last stop, is logged once, as is what was mended; the ledger keeps what is open, for every
 * process to tell. The very first look only notes what there is.
 */
export interface SchemaWatch {
  /** Takes what the start has found as a look. */
  begin(): Promise<void>;
  look(): Promise<void>;
}

/** Often enough to be told before many records fail, at some 500 calls a day for the shipped mappings. */
export const SCHEMA_WATCH_MS = 15 * 60_000;
/** A schedule may begin with a run; the start has looked just before. */
const JUST_LOOKED_MS = 60_000;

export function makeSchemaWatch({ db, clock, log, found, find }: SchemaWatchOptions): SchemaWatch {
  let lookedAt = -Infinity;

  async function note(problems: readonly Problem[]): Promise<void> {
    const now = problems.map(toStored);
    const before = await readMappingProblems(db);
    for (const { code, severity, place, cause, fix, consequence } of without(now, before ?? now))
      log.warn(`the mapping no longer fits: ${place} ${cause}. ${fix}`, { code, severity, consequence });
    for (const { code, place, cause } of without(before ?? [], now))
      log.info(`the mapping fits again; mended is: ${place} ${cause}`, { code });
    await keepMappingProblems(db, now, clock.now());
    lookedAt = clock.now().getTime();
  }

  return {
    begin: () => note(found),
    async look() {
      if (clock.now().getTime() - lookedAt < JUST_LOOKED_MS) return;
      try {
        await note(await find());
      } catch (error) {
        if (!(error instanceof FailureError)) throw error;
        const { code } = error.failure;
        log.debug('a system could not be asked for its fields; it is tried again', { code });
      }
    },
  };
}

const toStored = ({
  code,
  severity,
  file,
  line,
  column,
  cause,
  consequence,
  fix,
}: Problem): MappingProblem => ({
  code,
  severity,
  place: `${file}:${line}:${column}`,
  cause,
  consequence,
  fix,
});

/** Those of `some` that are not among `others`. A line that has only moved, as in an edited file, is no change. */
function without(
  some: readonly MappingProblem[],
  others: readonly MappingProblem[],
): readonly MappingProblem[] {
  const known = new Set(others.map(sameness));
  return some.filter((problem) => !known.has(sameness(problem)));
}

const sameness = ({ code, cause }: MappingProblem): string => `${code} ${cause}`;
