import type { Operations } from '../../api/operations.ts';
import type { Log } from '../../connector/contract.ts';
import type { Connected } from '../../capture/hydrate.ts';
import type { Clock, Ids } from '../../domain/clock.ts';
import type { SystemName } from '../../domain/record.ts';
import { audit } from '../../ledger/audit.ts';
import type { LedgerDb } from '../../ledger/database.ts';
import type { Database } from '../../platform/database/database.ts';
import { findProblems, refuseErrors } from '../check-mappings.ts';
import { DELIVER_BATCH, type Engine } from '../engine.ts';
import { loadMappings, type Mappings } from '../mappings.ts';
import { applyPlan } from './apply-plan.ts';
import { makePlan } from './make-plan.ts';
import { readPlanFile } from './plan-file.ts';
import { undoPlan } from './undo-plan.ts';

export interface PlanOperationsContext {
  readonly db: LedgerDb;
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly engine: Engine;
  readonly systems: ReadonlyMap<SystemName, Connected>;
  /** Those in force. */
  readonly mappings: Mappings;
  readonly configDir: string;
  readonly partitions: number;
  readonly signal: AbortSignal;
  readonly who: string;
}

type PlanOperations = Pick<Operations, 'plan' | 'apply' | 'undo'>;

/** Plan, apply and undo over a ledger and an engine in this process. */
export function makePlanOperations(context: PlanOperationsContext): PlanOperations {
  const { db, clock, engine, systems, log, who } = context;
  const planning = (mappings: Mappings, onProgress: ((message: string) => void) | undefined) => ({
    ...context,
    mappings,
    deliverBatch: DELIVER_BATCH.bulk,
    onProgress: onProgress ?? (() => undefined),
  });
  return {
    async plan({ selection, onProgress }) {
      const mappings = await loadMappings(context.configDir);
      refuseErrors(await findProblems(mappings, systems), log);
      return makePlan(selection, planning(mappings, onProgress));
    },

    async apply({ file, onProgress }) {
      const plan = await readPlanFile(file);
      const report = await applyPlan(plan, {
        ...planning(context.mappings, onProgress),
        sink: engine.sink,
      });
      const { planned, written } = report;
      await audit(db, clock.now(), who, 'apply', { plan: plan.id, planned, written });
      return report;
    },

    async undo({ plan, onProgress }) {
      const report = await undoPlan(plan, {
        ...context,
        ring: (bell) => engine.ring(bell),
        onProgress: onProgress ?? (() => undefined),
      });
      const { restored, left, made } = report;
      await audit(db, clock.now(), who, 'undo', {
        plan,
        restored,
        left: left.length,
        made: made.length,
      });
      return report;
    },
  };
}
