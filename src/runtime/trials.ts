import { judgeCanary } from '../backtest/guard.ts';
import type { Log } from '../connector/contract.ts';
import type { Trial } from '../decide/trial.ts';
import type { Clock } from '../domain/clock.ts';
import { readFiles } from '../ledger/config-versions.ts';
import { inTransaction, type LedgerDb } from '../ledger/database.ts';
import { addNotices } from '../ledger/notices.ts';
import { askTried } from '../ledger/to-decide.ts';
import { readTrialFigures } from '../ledger/trial-figures.ts';
import { endTrial, lastTrial, type StoredTrial } from '../ledger/trials.ts';
import { sha256 } from '../platform/sha256.ts';
import { membersOf } from '../rules/roles/roles.ts';
import { handOverRules } from './hand-over-rules.ts';
import { MappingError, parseMappings, type Mappings } from './mappings.ts';

export interface TrialsContext {
  readonly db: LedgerDb;
  readonly clock: Clock;
  readonly log: Log;
  readonly mappings: Pick<Mappings, 'roles'>;
}

/** The rules that run beside those in force, as those who decide and those who watch need them. */
export interface Trials {
  /** Whatever process began it; null: none runs. */
  current(): Promise<Trial | null>;
  /** Stops a canary that does harm. */
  watch(): Promise<void>;
}

const GUARD = 'the guard';

export function makeTrials(context: TrialsContext): Trials {
  const { db, clock } = context;
  let read: { readonly id: number; readonly trial: Promise<Trial | null> } | null = null;
  const running = async (): Promise<StoredTrial | null> => {
    const stored = await lastTrial(db);
    return stored === null || stored.ended !== null ? null : stored;
  };
  return {
    async current() {
      const stored = await running();
      if (stored === null) return null;
      if (read?.id !== stored.id) read = { id: stored.id, trial: readTrial(stored, context) };
      return read.trial;
    },
    async watch() {
      const stored = await running();
      if (stored?.kind !== 'canary') return;
      const figures = await readTrialFigures(db, stored.version, stored.since);
      const elapsedMs = clock.now().getTime() - stored.since.getTime();
      const harm = judgeCanary({ ...figures, share: stored.share, elapsedMs });
      if (harm !== null) await stop(stored, harm, context);
    },
  };
}

/** Null, and ended: the files of the version do not stand any more. */
async function readTrial(stored: StoredTrial, context: TrialsContext): Promise<Trial | null> {
  const files = await readFiles(context.db, stored.version);
  try {
    const { rules, outcomes, handOff, routing, roles } = parseMappings(files ?? new Map(), (file) => file);
    return {
      id: stored.id,
      kind: stored.kind,
      share: stored.share,
      rules,
      outcomes: outcomes?.value ?? null,
      version: stored.version,
      hash: sha256,
      handOver: handOverRules({ handOff, routing, roles }),
    };
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    await stop(stored, `its files do not stand any more: ${error.message}`, context);
    return null;
  }
}

/** Ends it durably, has its people decided about by the rules in force, and tells why. */
async function stop(
  stored: StoredTrial,
  why: string,
  { db, clock, log, mappings }: TrialsContext,
): Promise<void> {
  const { id, kind, number, tell } = stored;
  const now = clock.now();
  const roles = mappings.roles?.value;
  const people = tell === null || roles === undefined ? [] : membersOf(roles, tell).people;
  const isFirst = await inTransaction(db, async (tx) => {
    if (!(await endTrial(tx, id, { by: GUARD, why, at: now }))) return false;
    await askTried(tx, stored, now);
    const notices = people.map((address) => ({
      key: `trial-${id}-${address}`,
      to: { kind: 'mail', address } as const,
      subject: `The ${kind} of version ${number} has stopped`,
      body: `${why}\nEverybody is decided about by the rules in force again.`,
    }));
    await addNotices(tx, notices, now);
    return true;
  });
  if (isFirst) log.warn(`the ${kind} of version ${number} has stopped: ${why}`, { trial: id });
}
