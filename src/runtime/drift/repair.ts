import type { EntityKind } from '../../domain/entity.ts';
import { audit } from '../../ledger/audit.ts';
import { inTransaction } from '../../ledger/database.ts';
import { forgetAgreed } from '../../ledger/drift-findings.ts';
import { lookAgain } from '../../ledger/look-again.ts';
import type { Bell } from '../../platform/queue/queue.ts';
import type { Found } from '../../reconcile/drift/look.ts';
import { drained, type Draining } from '../drained.ts';

export interface RepairContext extends Draining {
  readonly ring: (bell: Bell) => void;
  readonly who: string;
}

/**
 * Lets everything that a sync mends be looked at again, by the usual way: inbox, plan, outbox, in the bulk lane. Waits
 * until what follows has been done.
 *
 * @returns how many entities were looked at again
 */
export async function repairDrift(
  found: readonly Found[],
  object: EntityKind | null,
  { db, clock, ring, signal, who }: RepairContext,
): Promise<number> {
  const mendable = found.filter((one) => one.mendable);
  const entities = [...new Set(mendable.map(({ entity }) => entity))];
  const now = clock.now();
  const due = await inTransaction(db, async (tx) => {
    await forgetAgreed(
      tx,
      mendable.flatMap(({ entity, field, cause }) =>
        cause === 'agreed' && field !== null ? [{ entity, field }] : [],
      ),
    );
    return lookAgain(
      tx,
      entities.map((entity) => ({ entity, dueAt: now, since: now, lane: 'bulk' })),
    );
  });
  await audit(db, now, who, 'drift-repair', {
    object,
    entities: entities.length,
    differences: mendable.length,
  });
  for (const { lane, partition } of due) ring({ stage: 'reconcile', lane, partition });
  await drained({ db, clock, signal });
  return entities.length;
}
