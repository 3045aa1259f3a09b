import { setTimeout as sleep } from 'node:timers/promises';
import type { ApplyReport } from '../../api/operations.ts';
import type { Sink } from '../../capture/capture.ts';
import { CHANGE_KINDS } from '../../domain/change.ts';
import { chunks } from '../../domain/chunks.ts';
import { refKey, type RecordRef } from '../../domain/record.ts';
import type { SyncPlan } from '../../domain/sync-plan.ts';
import { allowAsked } from '../../ledger/allowances.ts';
import {
  appliedWrites,
  beginApply,
  endApply,
  noteDelivered,
  readAppliedPlan,
} from '../../ledger/applied-plans.ts';
import { pinnedAccounts } from '../../ledger/connections.ts';
import { makePlan, type PlanContext } from './make-plan.ts';
import { movesSince, type Move } from './moved.ts';
import { drained } from '../drained.ts';

export interface ApplyContext extends PlanContext {
  /** Lets the plan's mappings count from now on. */
  readonly bringIntoForce: () => Promise<void>;
  /** That of the mappings in force. */
  readonly sink: () => Sink;
  readonly who: string;
}

const RINGS_AT_ONCE = 1_000;
const LOOK_MS = 1_000;
const SHOWN_MOVES = 5;

/** The world is not what the plan was made of. Nothing was written. */
export class StalePlanError extends Error {
  constructor(why: string) {
    super(`the plan no longer holds: ${why}. Nothing was written. Make a new plan and look at it.`);
    this.name = 'StalePlanError';
  }
}

/**
 * Carries out a plan: looks once more, refuses when anything has moved, lets its mappings count from now on, keeps what every write will replace, and lets the
 * records flow as they always do. One that was cut off goes on where it was; one that has ended is only told about.
 */
export async function applyPlan(plan: SyncPlan, context: ApplyContext): Promise<ApplyReport> {
  const { db, clock, who, signal, onProgress } = context;
  const begun = await readAppliedPlan(db, plan.id);
  if (begun !== null && begun.endedAt !== null) return reportOf(plan, context);
  const accounts = await pinnedAccounts(db);
  for (const [system, account] of Object.entries(plan.accounts)) {
    if (accounts.get(system) !== account)
      throw new StalePlanError(`it was made with another account of ${system}`);
  }
  onProgress('looking whether anything has moved since the plan was made');
  const now = await makePlan(plan.selection, context);
  const moves = movesSince(plan, now, begun !== null);
  if (moves.length > 0) throw new StalePlanError(told(moves));

  await beginApply(db, plan, who, clock.now());
  await context.bringIntoForce();
  // Whoever applies a plan has seen what it does: it is no mass change that somebody should be asked about.
  for (const kind of CHANGE_KINDS) {
    const changes = now.writes.filter((write) => write.changes.includes(kind)).length;
    await allowAsked(db, kind, changes, clock.now());
  }
  for (const refs of chunks(recordsOf(plan), RINGS_AT_ONCE)) {
    await context
      .sink()
      .store(refs.map((ref) => ({ ref, origin: 'scan', lane: 'bulk', snapshot: null, occurredAt: null })));
  }
  const started = clock.now().getTime();
  const over = drained({ db, clock, signal }).then(() => true);
  while (!(await Promise.race([over, sleep(LOOK_MS, false, { signal })]))) {
    const done = await noteDelivered(db, plan.id);
    onProgress(progress(done, plan.writes.length, (clock.now().getTime() - started) / 1000));
  }
  await noteDelivered(db, plan.id);
  await endApply(db, plan.id, clock.now());
  return reportOf(plan, context);
}

async function reportOf(plan: SyncPlan, { db }: ApplyContext): Promise<ApplyReport> {
  const writes = await appliedWrites(db, plan.id);
  const left = writes.filter((write) => write.state === 'planned');
  return {
    plan: plan.id,
    planned: writes.length,
    written: writes.length - left.length,
    left: left.map(({ kind, system, object, record, sources }) => ({
      kind,
      system,
      object,
      record,
      sources,
    })),
  };
}

/** Every record the plan is about: those to write, and those the values come from. */
const recordsOf = (plan: SyncPlan): readonly RecordRef[] => [
  ...new Map(
    plan.writes
      .flatMap(({ system, object, record, sources }) =>
        record === null ? sources : [{ system, object, id: record }, ...sources],
      )
      .map((ref) => [refKey(ref), ref]),
  ).values(),
];

function told(moves: readonly Move[]): string {
  const some = moves
    .slice(0, SHOWN_MOVES)
    .map(
      ({ write: { kind, system, object, record, sources }, how }) =>
        `the ${kind} of ${system} ${object} ${record ?? `for ${sources.map((ref) => ref.id).join(', ')}`} ${how}`,
    );
  const more = moves.length - some.length;
  return `${some.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}

function progress(done: number, all: number, seconds: number): string {
  const rest = done === 0 ? '' : `, about ${Math.ceil((seconds / done) * (all - done))} s left`;
  return `${done} of ${all} written${rest}`;
}
