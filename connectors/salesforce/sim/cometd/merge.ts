import type { Change } from '../org.ts';

/**
 * Joins the same update of several records of one transaction into one event that names them all.
 * (developer.salesforce.com: Change Data Capture, Subscribe to Merged Change Events)
 */
export function mergeUpdates(changes: readonly Change[]): readonly Change[] {
  const merged = new Map<string, Change>();
  for (const change of changes) {
    const { recordIds, sequenceNumber, ...same } = change;
    const key =
      change.changeType === 'UPDATE' ? JSON.stringify(same) : `${change.entityName} ${sequenceNumber}`;
    const earlier = merged.get(key);
    merged.set(
      key,
      earlier === undefined ? change : { ...earlier, recordIds: [...earlier.recordIds, ...recordIds] },
    );
  }
  return [...merged.values()];
}
