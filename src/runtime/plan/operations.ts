import type { Operations } from '../../api/operations.ts';
import type { Log } from '../../connector/contract.ts';
import type { Connected } from '../../capture/hydrate.ts';
import type { Clock, Ids } from '../../domain/clock.ts';
import type { SystemName } from '../../domain/record.ts';
import type { SyncPlan } from '../../domain/sync-plan.ts';
import { audit } from '../../ledger/audit.ts';
import type { LedgerDb } from '../../ledger/database.ts';
import type { HashOf } from '../../ledger/erasures.ts';
import type { Database } from '../../platform/database/database.ts';
import { findProblems, refuseErrors } from '../check-mappings.ts';
import { DELIVER_BATCH } from '../stages.ts';
import type { Force } from '../in-force.ts';
import { loadMappings, type Mappings } from '../mappings.ts';
import { applyPlan, StalePlanError } from './apply-plan.ts';
import { makePlan } from './make-plan.ts';
import { readPlanFile } from './plan-file.ts';
import { undoPlan } from './undo-plan.ts';

export interface PlanOperationsContext {
  readonly db: LedgerDb;
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly force: Force;
  readonly systems: ReadonlyMap<SystemName, Connected>;
  /** No other worker can exist, which would have to take up other mappings, too. */
  readonly alone: boolean;
  readonly configDir: string;
  readonly partitions: number;
  readonly hashOf: HashOf;
  readonly signal: AbortSignal;
  readonly who: string;
}

type PlanOperations = Pick<Operations, 'plan' | 'apply' | 'undo'>;

/** Plan, apply and undo over a ledger and an engine in this process. */
export function makePlanOperations(context: PlanOperationsContext): PlanOperations {
  const { db, clock, force, systems, log, who } = context;
  const planning = (mappings: Mappings, onProgress: ((message: string) => void) | undefined) => ({
    ...context,
    mappings,
    deliverBatch: DELIVER_BATCH.bulk,
    onProgress: onProgress ?? (() => undefined),
  });
  /** The mappings a plan was made with: those in force, or those that are to be. */
  async function mappingsOf(plan: SyncPlan): Promise<Mappings> {
    const { mappings: present } = force.now();
    if (plan.mappingVersion === present.version) return present;
    const edited = await loadMappings(context.configDir);
    if (plan.mappingVersion !== edited.version)
      throw new StalePlanError(
        `it was made with version ${plan.mappingVersion} of the configuration, and the files are version ${edited.version}`,
      );
    if (!context.alone)
      throw new StalePlanError(
        `version ${plan.mappingVersion} of the configuration is not in force yet. Start every Leadloop again first`,
      );
    return edited;
  }

  return {
    async plan({ selection, onProgress }) {
      const mappings = await loadMappings(context.configDir);
      refuseErrors(await findProblems(mappings, systems), log);
      return makePlan(selection, planning(mappings, onProgress));
    },

    async apply({ file, onProgress }) {
      const plan = await readPlanFile(file);
      const mappings = await mappingsOf(plan);
      const report = await applyPlan(plan, {
        ...planning(mappings, onProgress),
        bringIntoForce: () => force.adopt(mappings),
        sink: () => force.now().engine.sink,
      });
      const { planned, written } = report;
      await audit(db, clock.now(), who, 'apply', { plan: plan.id, planned, written });
      return report;
    },

    async undo({ plan, onProgress }) {
      const report = await undoPlan(plan, {
        ...context,
        mappings: force.now().mappings,
        ring: (bell) => force.now().engine.ring(bell),
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
