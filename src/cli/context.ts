import { join } from 'node:path';
import type { BacktestDesk } from '../api/backtest.ts';
import type { BooksDesk } from '../api/books.ts';
import type { ConfigOperations } from '../api/config-operations.ts';
import type { ReplayAnswer } from '../api/decided.ts';
import type { PastLeadsDesk } from '../api/past-leads.ts';
import type { ProofDesk } from '../api/proof.ts';
import type { ReportDesk } from '../api/report.ts';
import type { TrialDesk } from '../api/trial.ts';
import type { BreakerDesk, EntityAnswer, EraseDesk, Operations, RetryDesk } from '../api/operations.ts';
import type { Log } from '../connector/contract.ts';
import { readCounts, type Counts } from '../ledger/counts.ts';
import { listConflicts, type ConflictFilter, type ConflictView } from '../ledger/list-conflicts.ts';
import { systemClock } from '../platform/clock.ts';
import { readConfig, type Config } from '../platform/config.ts';
import { loadEnvFile } from '../platform/env-file.ts';
import { createLog } from '../platform/log.ts';
import { findServer } from '../platform/server-file.ts';
import { remoteOperations } from './remote.ts';

/** The command can not be carried out; the message says why and what to do. Exit code 1. */
export class CommandError extends Error {}

export interface CliContext {
  readonly config: Config;
  readonly log: Log;
}

/** Reads `.env` and the environment; every problem at once. */
export function readContext(options: { readonly quiet: boolean }): CliContext {
  loadEnvFile();
  const result = readConfig(process.env);
  if (result.kind === 'invalid') {
    const lines = result.problems.map(({ setting, problem, fix }) => `  ${setting} ${problem}. ${fix}`);
    throw new CommandError(`the environment has ${result.problems.length} problem(s):\n${lines.join('\n')}`);
  }
  const { config } = result;
  return { config, log: createLog({ level: options.quiet ? 'warn' : config.LEADLOOP_LOG }) };
}

/**
 * Runs `work` on the Leadloop that is running here, or on one opened for the purpose. `idle` opens one that delivers nothing
 * of what waits; `setUp` makes what the mappings need before they are checked.
 */
export async function withOperations<T>(
  context: CliContext,
  work: (
    operations: Omit<
      Operations,
      'status' | 'why' | 'replay' | 'backtest' | 'pastLeads' | 'conflicts' | 'config' | 'report'
    >,
  ) => Promise<T>,
  { idle = false, setUp = false }: { readonly idle?: boolean; readonly setUp?: boolean } = {},
): Promise<T> {
  const { config, log } = context;
  const server = await findServer(config.LEADLOOP_DATA);
  if (server !== null) return work(remoteOperations(server));
  // Loaded only where no Leadloop is running that can be asked instead.
  const { openRuntime } = await import('../runtime/runtime.ts');
  const { runtimeSettings } = await import('../runtime/settings.ts');
  const runtime = await openRuntime({
    ...runtimeSettings(config),
    dataDir: join(config.LEADLOOP_DATA, 'ledger'),
    environment: process.env,
    log,
    idle,
    setUp,
  });
  try {
    if (!idle) await runtime.start({ capture: false });
    return await work(runtime.operations);
  } finally {
    await runtime.close();
  }
}

/** What can be asked of the ledger alone, whether or not any system can be reached. */
export interface LedgerQuestions
  extends
    BreakerDesk,
    BacktestDesk,
    BooksDesk,
    Pick<EraseDesk, 'erasures' | 'forgetErasure'>,
    PastLeadsDesk,
    ProofDesk,
    ReportDesk,
    RetryDesk,
    TrialDesk {
  status(): Promise<Counts>;
  why(needle: string): Promise<readonly EntityAnswer[]>;
  replay(needle: string): Promise<readonly ReplayAnswer[]>;
  conflicts(filter: ConflictFilter): Promise<readonly ConflictView[]>;
  readonly config: ConfigOperations;
}

export async function withLedger<T>(
  context: CliContext,
  work: (questions: LedgerQuestions) => Promise<T>,
): Promise<T> {
  const { config, log } = context;
  const server = await findServer(config.LEADLOOP_DATA);
  if (server !== null) return work(remoteOperations(server));
  const { withLedgerDb } = await import('../runtime/ledger.ts');
  const { makeConfigOperations } = await import('../runtime/config-operations.ts');
  const { makeBooksDesk } = await import('../runtime/books-desk.ts');
  const { makeBreakerDesk } = await import('../runtime/breaker-desk.ts');
  const { makeErasureDesk } = await import('../runtime/erase-desk.ts');
  const { makeProofDesk } = await import('../runtime/proof/desk.ts');
  const { makeReportDesk } = await import('../runtime/report-desk.ts');
  const { makeRetryDesk } = await import('../runtime/retry-desk.ts');
  const { makeTrialDesk } = await import('../runtime/trial-desk.ts');
  const { answerWhy, mappingsIn } = await import('../runtime/why.ts');
  const { backtest } = await import('../runtime/backtest.ts');
  const { pastLeads } = await import('../runtime/past-leads.ts');
  const { replayDecisions } = await import('../runtime/replay.ts');
  return withLedgerDb(config, log, (db) =>
    work({
      ...makeBreakerDesk(db, systemClock, 'command line'),
      ...makeErasureDesk(db, systemClock),
      ...makeRetryDesk(db, systemClock, 'command line'),
      ...makeTrialDesk(db, systemClock),
      ...makeReportDesk(db, systemClock, () => mappingsIn(config.LEADLOOP_CONFIG)),
      ...makeBooksDesk(db, systemClock, () => mappingsIn(config.LEADLOOP_CONFIG)),
      ...makeProofDesk(db, systemClock, () => mappingsIn(config.LEADLOOP_CONFIG), null),
      status: () => readCounts(db, new Date()),
      conflicts: (filter) => listConflicts(db, filter),
      why: async (needle) =>
        answerWhy(db, needle, await mappingsIn(config.LEADLOOP_CONFIG), systemClock.now()),
      replay: (needle) => replayDecisions(db, needle),
      backtest: (request) => backtest(db, request, systemClock.now()),
      pastLeads: (request) => pastLeads(db, request, systemClock.now()),
      config: makeConfigOperations({ db, clock: systemClock, configDir: config.LEADLOOP_CONFIG }),
    }),
  );
}
