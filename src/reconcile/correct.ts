import type { Ids } from '../domain/clock.ts';
import type { Intent } from '../domain/plan.ts';
import { refKey, sameRef, type RecordRef, type SystemName, type SystemRecord } from '../domain/record.ts';
import type { Correction } from '../domain/split.ts';
import { sameValue, type Fields, type Value } from '../domain/value.ts';
import type { ClaimedEntity } from '../ledger/claim-entities.ts';
import type { Snapshots } from './gather.ts';
import type { DueCorrection, EntityView } from './view.ts';

export interface PlannedIntent {
  readonly intent: Intent;
  readonly system: SystemName;
}

/**
 * Shows the records that a split has found wrong as they will be, so that all else is decided by what is theirs, whichever
 * write comes first.
 *
 * @returns what is still to be written in each, by ref key
 */
export function correctSnapshots(
  batch: readonly ClaimedEntity[],
  snapshots: Snapshots,
): ReadonlyMap<string, DueCorrection> {
  const due = new Map<string, DueCorrection>();
  for (const correction of batch.flatMap((claimed) => claimed.corrections)) {
    const key = refKey(correction.ref);
    const snapshot = snapshots.get(key);
    if (snapshot?.kind !== 'present') continue;
    const { record, fields } = correct(snapshot.record, correction);
    snapshots.set(key, { kind: 'present', record });
    due.set(key, { ref: correction.ref, fields });
  }
  return due;
}

/** A field that does not hold what was to be replaced was changed by somebody, and stays. */
export function correct(
  record: SystemRecord,
  { fields, key }: Correction,
): { readonly record: SystemRecord; readonly fields: Fields } {
  const due: Record<string, Value> = {};
  for (const [name, { from, to }] of Object.entries(fields)) {
    const live = record.fields[name];
    if (live !== undefined && sameValue(live, from)) due[name] = to;
  }
  const corrected = { ...record, fields: { ...record.fields, ...due } };
  if (key === null || record.externalKey !== key.from) return { record: corrected, fields: due };
  return { record: { ...corrected, externalKey: key.to }, fields: { ...due, [key.field]: key.to } };
}

/** The writes with what a split has left to be written: together with what else the same record is written. */
export function withCorrections(
  planned: readonly PlannedIntent[],
  { corrections }: EntityView,
  ids: Ids,
): readonly PlannedIntent[] {
  const due = [...corrections.values()].filter(({ fields }) => Object.keys(fields).length > 0);
  const isFor = ({ intent: { write, consent } }: PlannedIntent, ref: RecordRef): boolean =>
    write.kind === 'update' && consent !== true && sameRef(write.ref, ref);
  const together = planned.map((item): PlannedIntent => {
    const correction = due.find(({ ref }) => isFor(item, ref));
    const { intent, system } = item;
    if (correction === undefined || intent.write.kind !== 'update') return item;
    const fields = { ...correction.fields, ...intent.write.fields };
    return { system, intent: { ...intent, write: { ...intent.write, fields } } };
  });
  const alone = due
    .filter(({ ref }) => !planned.some((item) => isFor(item, ref)))
    .map(({ ref, fields }): PlannedIntent => {
      const write = { kind: 'update', ref, fields } as const;
      return { system: ref.system, intent: { id: ids.next(), write, settles: {}, sources: [], changes: {} } };
    });
  return [...together, ...alone];
}

/** Records in which nothing is left to put right: it was written, or somebody has changed it since. */
export const correctedIn = ({ corrections }: EntityView): readonly RecordRef[] =>
  [...corrections.values()].filter(({ fields }) => Object.keys(fields).length === 0).map(({ ref }) => ref);
