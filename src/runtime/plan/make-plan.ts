import type { SystemName } from '../../domain/record.ts';
import type { Selection, SyncPlan } from '../../domain/sync-plan.ts';
import type { LedgerDb } from '../../ledger/database.ts';
import { pinnedAccounts } from '../../ledger/connections.ts';
import { countWaiting, plannedConflicts, plannedParks, plannedWrites } from '../../ledger/planned-writes.ts';
import { costOf } from './cost.ts';
import { lookAt, type LookContext } from './look.ts';
import { withScratchLedger, type ScratchContext } from './scratch.ts';

export interface PlanContext extends Omit<LookContext, 'scratch'>, ScratchContext {
  readonly db: LedgerDb;
  /** Writes delivered in one go in the bulk lane. */
  readonly deliverBatch: number;
}

/**
 * What a look at the selected records would lead to now. The records are read as they are; the decisions are made on a
 * copy of the ledger by the same code as always. Nothing is written, neither in a system nor in the ledger.
 * Throws a `FailureError` when a system can not be read.
 */
export async function makePlan(selection: Selection, context: PlanContext): Promise<SyncPlan> {
  const { db, clock, ids, mappings, systems, deliverBatch } = context;
  const madeAt = clock.now().toISOString();
  const accounts = Object.fromEntries(await pinnedAccounts(db));
  context.onProgress('copying the ledger');
  return withScratchLedger(context, async (scratch) => {
    const looked = await lookAt(selection, { ...context, scratch });
    const writes = await plannedWrites(scratch);
    const capabilities = new Map(
      [...systems].map(([name, { definition }]): [SystemName, typeof definition.capabilities] => [
        name,
        definition.capabilities,
      ]),
    );
    return {
      id: ids.next(),
      madeAt,
      mappingVersion: mappings.version,
      accounts,
      selection,
      looked,
      writes,
      conflicts: await plannedConflicts(scratch),
      parks: await plannedParks(scratch),
      waiting: await countWaiting(scratch),
      cost: costOf(writes, capabilities, deliverBatch),
    };
  });
}
