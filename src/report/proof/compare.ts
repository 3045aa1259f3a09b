import type { EntityId } from '../../domain/entity.ts';
import type { PartHeld, Qualified, QualifiedRecord } from '../../domain/qualified.ts';
import { refKey, type RecordRef, type SystemName } from '../../domain/record.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { DifferenceKind } from './proof.ts';

/** What a system was asked of one person: the record to look at, or why there is none. */
export type Asked =
  | { readonly kind: 'record'; readonly ref: RecordRef }
  | { readonly kind: 'none'; readonly difference: Difference };

export interface Difference {
  readonly kind: DifferenceKind;
  /** Null: it never had one. */
  readonly record: string | null;
  readonly why: string;
}

/** The record by which a system has a person. `closed`: why nothing is written there, where that is so. */
export function recordToAsk(
  { records }: Pick<Qualified, 'records'>,
  system: SystemName,
  closed: PartHeld | null,
): Asked {
  const there = records.filter((record) => record.system === system);
  const living = there.filter(({ endedWhy }) => endedWhy === null);
  const asked = living.find(({ isPrimary }) => isPrimary) ?? living[0];
  if (asked !== undefined) return { kind: 'record', ref: refOf(asked) };
  const ended = there.at(-1);
  if (ended !== undefined)
    return none('deleted', refKey(refOf(ended)), `${ended.endedWhy ?? 'deleted'} there, as Leadloop knows`);
  return closed === null
    ? none('no-record', null, 'there never was a record')
    : none('out-of-scope', null, `out of scope${closed.why === null ? '' : `: ${closed.why}`}`);
}

/**
 * Compares what a system says now of the record of a person; null: it has the person. `ownerOf` tells whose a record is, by
 * what the ledger knows: one that nobody has counts as this person's, as a conversion has just made it.
 */
export function differenceOf(
  person: EntityId,
  ref: RecordRef,
  snapshot: Snapshot | undefined,
  ownerOf: (ref: RecordRef) => EntityId | null,
): Difference | null {
  const record = refKey(ref);
  if (snapshot === undefined) return { kind: 'unreadable', record, why: 'the system did not answer for it' };
  switch (snapshot.kind) {
    case 'present':
      return null;
    case 'deleted':
      return { kind: 'deleted', record, why: 'deleted there' };
    case 'moved': {
      const owner = ownerOf(snapshot.to) ?? person;
      if (owner === person) return null;
      return {
        kind: 'merged',
        record,
        why: `merged into ${refKey(snapshot.to)}, which is counted as ${owner}`,
      };
    }
    case 'unreadable':
      return { kind: 'unreadable', record, why: snapshot.failure.meaning };
  }
}

const refOf = ({ system, object, id }: QualifiedRecord): RecordRef => ({ system, object, id });

const none = (kind: DifferenceKind, record: string | null, why: string): Asked => ({
  kind: 'none',
  difference: { kind, record, why },
});
