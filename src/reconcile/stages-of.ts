import type { SystemRecord } from '../domain/record.ts';
import type { SeenStage } from '../ledger/opportunity-stages.ts';
import { toCanonical, type Resolver } from '../mapping/canonical.ts';
import type { Mapping } from '../mapping/mapping.ts';

/**
 * The stage that a record of an opportunity says it is in, by the mapping's `stage`, and since when: by `stageChangedAt`, or by
 * `createdAt` while it has never changed, where the mapping has them. Else it is no later than the record's last change.
 */
export function stageOf(
  mapping: Mapping,
  record: SystemRecord,
  resolver: Resolver,
  readAt: Date,
): SeenStage | null {
  const readings = toCanonical(mapping, record, resolver);
  const textOf = (name: string): string | null => {
    const reading = readings.get(name);
    return reading?.kind === 'value' && typeof reading.value === 'string' ? reading.value : null;
  };
  const stage = textOf('stage');
  if (stage === null) return null;
  const told = readings.has('stageChangedAt') ? (textOf('stageChangedAt') ?? textOf('createdAt')) : null;
  const at = told === null ? (record.modifiedAt ?? readAt) : new Date(told);
  return { ref: record.ref, stage, at, exact: told !== null };
}
