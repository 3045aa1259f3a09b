import type { CallOptions, Connection, Log } from '../connector/contract.ts';
import type { Clock } from '../domain/clock.ts';
import type { Erasure, EraseStep } from '../domain/erasure.ts';
import { FailureError, type Failure } from '../domain/failure.ts';
import type { SystemName } from '../domain/record.ts';
import type { WriteResult } from '../domain/write.ts';
import { pauseConnection, pausedConnections } from '../ledger/connections.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { endErasure, openErasures, putOffErasing, saveSteps, type BeginErasure } from '../ledger/erasures.ts';
import { nextState } from './next-state.ts';

export interface EraseContext {
  readonly db: LedgerDb;
  readonly systems: ReadonlyMap<SystemName, { readonly connection: Connection }>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly howOf: BeginErasure['howOf'];
}

/** What comes in of people while they are erased waits this long. */
const PUT_OFF_MS = 60_000;

/** Goes on with every erasure: first the records in their systems, ahead of all else, then the ledger. One process at a time. */
export async function carryOutErasures(context: EraseContext, signal: AbortSignal): Promise<void> {
  const { db, clock, log } = context;
  const open = await openErasures(db);
  if (open.length === 0) return;
  const paused = await pausedConnections(db);
  for (const erasure of open) {
    if (signal.aborted) return;
    const steps = await carryOut(erasure, new Set(paused.keys()), context, signal);
    if (!steps.every(isOver)) continue;
    if (await endErasure(db, { ...erasure, steps }, { ...context, now: clock.now() }))
      log.info('a person was erased', { erasure: erasure.id });
  }
  await putOffErasing(db, new Date(clock.now().getTime() + PUT_OFF_MS));
}

const isOver = ({ state }: EraseStep): boolean => state === 'done' || state === 'gone';

/** Tries the steps that are due. Each system's are noted as soon as they are answered. */
async function carryOut(
  { id, steps: before }: Erasure,
  paused: ReadonlySet<SystemName>,
  context: EraseContext,
  signal: AbortSignal,
): Promise<readonly EraseStep[]> {
  const { db, clock, random } = context;
  let steps = before;
  const isDue = ({ state, dueAt, ref }: EraseStep): boolean =>
    state === 'due' && dueAt <= clock.now() && !paused.has(ref.system);
  const groups = Map.groupBy(before.filter(isDue), ({ ref, how }) => `${ref.system}/${how.kind}`);
  for (const due of groups.values()) {
    const results = await perform(due, { lane: 'hot', signal }, context);
    const now = clock.now();
    const answered = new Map(
      due.map((step, index) => [step, nextState(step, results[index] ?? UNANSWERED, now, random)]),
    );
    steps = steps.map((step) => answered.get(step) ?? step);
    await saveSteps(db, id, steps);
    await pauseIfRefused(results, due, context, now);
  }
  return steps;
}

async function pauseIfRefused(
  results: readonly WriteResult[],
  [step]: readonly EraseStep[],
  { db, systems }: EraseContext,
  now: Date,
): Promise<void> {
  const refused = results.find((result) => result.kind === 'failed' && result.failure.kind === 'auth');
  if (refused?.kind === 'failed' && step !== undefined && systems.has(step.ref.system))
    await pauseConnection(db, step.ref.system, refused.failure, now);
}

/** All of one system, and all deleted or all anonymised. */
async function perform(
  steps: readonly EraseStep[],
  options: CallOptions,
  { systems }: EraseContext,
): Promise<readonly WriteResult[]> {
  const [first] = steps;
  const system = first?.ref.system ?? '';
  const connection = systems.get(system)?.connection;
  const all = (failure: Failure): readonly WriteResult[] => steps.map(() => ({ kind: 'failed', failure }));
  if (connection === undefined) return all(notConnected(system));
  try {
    if (first?.how.kind === 'anonymise')
      return await connection.write(
        steps.flatMap(({ ref, how }) =>
          how.kind === 'anonymise' ? [{ kind: 'update' as const, ref, fields: how.fields }] : [],
        ),
        options,
      );
    if (connection.erase === undefined) return all(cannotErase(system));
    return await connection.erase(
      steps.map(({ ref }) => ref),
      options,
    );
  } catch (error) {
    return all(
      error instanceof FailureError ? error.failure : { ...UNANSWERED.failure, message: String(error) },
    );
  }
}

const UNANSWERED = {
  kind: 'failed',
  failure: {
    kind: 'transient',
    code: 'UNANSWERED',
    message: 'the call got no answer',
    meaning: 'It is not known whether the record was erased.',
    fix: 'Nothing to do: it is tried again by itself.',
    actor: 'nobody',
  },
} as const satisfies WriteResult;

const notConnected = (system: SystemName): Failure => ({
  kind: 'auth',
  code: 'NOT_CONNECTED',
  message: `there is no connection to ${system}`,
  meaning: 'The person has records in a system that has no credentials.',
  fix: `Set the credentials of ${system}; the erasure goes on by itself.`,
  actor: 'admin',
});

const cannotErase = (system: SystemName): Failure => ({
  kind: 'config',
  code: 'CANNOT_ERASE',
  message: `${system} offers no deletion of people`,
  meaning: 'Leadloop cannot delete records there.',
  fix: `Write below "erase" of ${system} what to anonymise in mappings/person.yaml, then erase again.`,
  actor: 'revops',
});
