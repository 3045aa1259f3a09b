import type { EntityId } from '../domain/entity.ts';
import type { Fields } from '../domain/value.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { readKnown, type KnownRecord } from '../ledger/known-records.ts';
import type { Mapping } from '../mapping/mapping.ts';
import type { FieldValues } from '../mapping/scope.ts';
import { valuesAsSeen } from '../reconcile/values-as-seen.ts';

/**
 * What the fields of entities are, by what is known of those of their records that `counts` says yes to. Entities without such
 * a record are left out, and all of them where they have no mapping.
 */
export async function readFields(
  db: LedgerDb,
  mapping: Mapping | undefined,
  ids: readonly EntityId[],
  counts: (record: KnownRecord) => boolean = () => true,
): Promise<ReadonlyMap<EntityId, Fields>> {
  if (mapping === undefined) return new Map();
  const known = await readKnown(db, ids);
  return new Map(
    [...known].flatMap(([id, all]) => {
      const records = all.filter(counts);
      return records.length === 0 ? [] : [[id, fieldsOf(valuesAsSeen(mapping, records))] as const];
    }),
  );
}

/** What could not be read is left out. */
export const fieldsOf = (values: FieldValues): Fields =>
  Object.fromEntries([...values].flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
