import type { ImportReport, Operations, SetupReport, SyncReport } from '../api/operations.ts';
import type { ListReport } from '../connector/contract.ts';
import { DAY_MS } from '../domain/clock.ts';
import { audit } from '../ledger/audit.ts';
import { allowAsked, allowFirstFill } from '../ledger/allowances.ts';
import { readCounts, readDelivered, type Counts } from '../ledger/counts.ts';
import { listConflicts } from '../ledger/list-conflicts.ts';
import { countNewcomers } from '../ledger/import-counts.ts';
import { retryParked } from '../ledger/drain.ts';
import { ledgerOver } from '../ledger/database.ts';
import { getAcquainted } from './identity-index.ts';
import { answerWhy } from './why.ts';
import { makeBooksDesk } from './books-desk.ts';
import { makeBreakerDesk } from './breaker-desk.ts';
import { makeEraseDesk } from './erase-desk.ts';
import { makeConfigOperations } from './config-operations.ts';
import { makePlanOperations, type PlanOperationsContext } from './plan/operations.ts';
import { drained } from './drained.ts';
import { makeDriftDesk } from './drift/desk.ts';
import { loadMappings } from './mappings.ts';
import { backtest } from './backtest.ts';
import { pastLeads } from './past-leads.ts';
import { replayDecisions } from './replay.ts';
import { makeProofDesk } from './proof/desk.ts';
import { makeReportDesk } from './report-desk.ts';
import { makeRetryDesk } from './retry-desk.ts';
import { resolveAndWait } from './resolve-and-wait.ts';
import { setUp } from './set-up.ts';
import { makeTrialDesk } from './trial-desk.ts';
import { splitAndWait } from './split-and-wait.ts';

export interface OperationsContext extends Omit<PlanOperationsContext, 'who'> {
  /** How far back a full sync takes over what people did. */
  readonly touchpointDays: number;
  /** What changed less than this ago is on its way, and no drift. */
  readonly driftLagMs: number;
  readonly random: () => number;
  /** What was set up before the configuration came into force: told as made by the first setup. */
  readonly prepared: SetupReport['steps'][number][];
}

/** Who asks, until people sign in: whoever may read the data folder of this machine. */
export const COMMAND_LINE = 'command line';

/** The operations over a ledger and an engine in this process. */
export function makeOperations(context: OperationsContext): Operations {
  const { db, clock, force, systems, signal } = context;

  const counts = (): Promise<Counts> => readCounts(db, clock.now());

  /** Runs `work`, waits until nothing is due any more, and tells what was written meanwhile. */
  async function writesOf(work: () => Promise<void>): Promise<Readonly<Record<string, number>>> {
    const before = await readDelivered(db);
    await work();
    await drained({ db, clock, signal });
    const after = await readDelivered(db);
    return Object.fromEntries(
      [...after].map(([system, total]) => [system, total - (before.get(system) ?? 0)]),
    );
  }

  const note = (what: string, detail: Readonly<Record<string, unknown>>): Promise<void> =>
    audit(db, clock.now(), COMMAND_LINE, what, detail);

  return {
    ...makePlanOperations({ ...context, who: COMMAND_LINE }),
    ...makeBreakerDesk(db, clock, COMMAND_LINE),
    ...makeEraseDesk({ ...context, mappingsNow: () => force.now().mappings }),
    ...makeRetryDesk(db, clock, COMMAND_LINE),
    ...makeTrialDesk(db, clock),
    ...makeReportDesk(ledgerOver(context.database.bulkPool), clock, () =>
      Promise.resolve(force.now().mappings),
    ),
    ...makeBooksDesk(ledgerOver(context.database.bulkPool), clock, () =>
      Promise.resolve(force.now().mappings),
    ),
    ...makeProofDesk(
      ledgerOver(context.database.bulkPool),
      clock,
      () => Promise.resolve(force.now().mappings),
      systems,
    ),
    ...makeDriftDesk({
      ...context,
      bulkDb: ledgerOver(context.database.bulkPool),
      lagMs: context.driftLagMs,
      mappingsNow: () => force.now().mappings,
      ring: (bell) => force.now().engine.ring(bell),
      who: COMMAND_LINE,
    }),
    status: counts,

    why: (needle) => answerWhy(db, needle.trim(), force.now().mappings, clock.now()),

    replay: (needle) => replayDecisions(db, needle.trim()),

    backtest: (request) => backtest(ledgerOver(context.database.bulkPool), request, clock.now()),

    pastLeads: (request) => pastLeads(ledgerOver(context.database.bulkPool), request, clock.now()),

    async sync({ full, onProgress }): Promise<SyncReport> {
      const started = clock.now().getTime();
      let seen = 0;
      const writes = await writesOf(async () => {
        if (full) {
          await retryParked(db, clock.now());
          onProgress?.('getting to know who is there');
          await getAcquainted(
            { ...context, mappings: force.now().mappings, db: ledgerOver(context.database.bulkPool) },
            signal,
          );
          seen += await force.now().engine.scanAll(signal, (watched, records) => {
            onProgress?.(`${watched.system} ${watched.object}: ${records} records looked at`);
          });
          const since = new Date(clock.now().getTime() - context.touchpointDays * DAY_MS);
          await force.now().engine.touching.collectHistory(since, signal, ({ system, name }, touchpoints) => {
            onProgress?.(`${system} ${name}: ${touchpoints} touchpoints`);
          });
        }
        onProgress?.('asking every system what changed');
        const { touching } = force.now().engine;
        await Promise.all(touching.systems.map((system) => touching.collectDue(system)));
        seen += await force.now().engine.pollAll(signal);
        onProgress?.('bringing both sides together');
      });
      const after = await counts();
      if (full) await allowFirstFill(db, clock.now());
      await note('sync', { full, seen, writes });
      return {
        seen,
        writes,
        parked: after.parked,
        failures: after.failures,
        openConflicts: after.openConflicts,
        breakers: after.breakers,
        seconds: (clock.now().getTime() - started) / 1000,
      };
    },

    async import({ file, source, campaign, rejectFile, choices, onProgress }): Promise<ImportReport> {
      const taker = [...systems].find(([, { connection }]) => connection.importList !== undefined);
      if (taker === undefined) throw new Error('no connector takes list files');
      const [system, { connection }] = taker;
      const since = clock.now();
      const reports: ListReport[] = [];
      const writes = await writesOf(async () => {
        const report = await connection.importList?.({
          file,
          source,
          campaign,
          rejectFile,
          choices,
          onEvents: async (events, touchpoints) => {
            // Whoever imports a list wants its people made.
            await allowAsked(db, 'create', events.length, clock.now());
            await force.now().engine.take(system, { kind: 'accepted', events, touchpoints });
          },
          onProgress: ({ bytes, totalBytes, rows }) =>
            onProgress?.(
              `${totalBytes === 0 ? 100 : Math.floor((100 * bytes) / totalBytes)} % read, ${rows} rows`,
            ),
        });
        if (report !== undefined) reports.push(report);
        onProgress?.('bringing the list to every system');
      });
      const [report] = reports;
      if (report === undefined) throw new Error('the import gave no report');
      const created = await countNewcomers(db, { system, object: source, since });
      const { rows, taken, rejected } = report;
      await note('import', { source, campaign, rows, taken, rejected, created });
      return { ...report, created, matched: taken - created, writes, breakers: (await counts()).breakers };
    },

    conflicts: (filter) => listConflicts(db, filter),

    resolveConflict: (request) =>
      resolveAndWait(request, {
        ...context,
        mappings: force.now().mappings,
        ring: (bell) => force.now().engine.ring(bell),
        by: COMMAND_LINE,
      }),

    split: (request) =>
      splitAndWait(request, {
        ...context,
        mappings: force.now().mappings,
        ring: (bell) => force.now().engine.ring(bell),
        by: COMMAND_LINE,
      }),

    async setup(): Promise<SetupReport> {
      // By the files as they stand, so that what a new row needs can be made before it counts.
      const made = new Set(
        context.prepared.splice(0).flatMap(({ what, outcome }) => (outcome === 'created' ? [what] : [])),
      );
      const steps = (await setUp(await loadMappings(context.configDir), systems)).map((step) =>
        made.has(step.what) ? { ...step, outcome: 'created' as const } : step,
      );
      await note('setup', { created: steps.filter((step) => step.outcome === 'created').length });
      return { steps };
    },

    config: makeConfigOperations(context),
  };
}
