import type { Capabilities } from '../../connector/contract.ts';
import type { SystemName } from '../../domain/record.ts';
import type { PlannedCost, PlannedWrite } from '../../domain/sync-plan.ts';

/**
 * What delivering writes takes: they travel in batches of at most `batch`, each by kind and object in full calls, or by the
 * system's bulk interface when they are many. The time is that of the slowest rate limit, used by nobody else.
 */
export function costOf(
  writes: readonly PlannedWrite[],
  capabilities: ReadonlyMap<SystemName, Capabilities>,
  batch: number,
): readonly PlannedCost[] {
  return [...Map.groupBy(writes, (write) => write.system)].map(([system, group]) => {
    const { writes: way, buckets } = capabilities.get(system) ?? { writes: null, buckets: [] };
    let calls = 0;
    for (const same of Map.groupBy(group, (write) => `${write.kind} ${write.object}`).values()) {
      for (let left = same.length; left > 0; left -= batch) calls += callsFor(Math.min(left, batch), way);
    }
    const msPerCall = Math.max(0, ...buckets.map(({ capacity, perMs }) => perMs / capacity));
    return { system, writes: group.length, calls, seconds: (calls * msPerCall) / 1000 };
  });
}

function callsFor(writes: number, way: Capabilities['writes']): number {
  if (way === null) return 0;
  if (way.bulk !== null && writes > way.bulk.above) return way.bulk.calls;
  return Math.ceil(writes / way.perCall);
}
