/**
 * Taking records out of an entity that they were wrongly linked to.
 *
 * - **stays**, **leaves**: the two entities that come of it.
 * - **correction**: what a record is still to be written afterwards: values it held before the wrong link, and its own key.
 */
import type { EntityId, EntityKind } from './entity.ts';
import type { RecordRef, SystemName } from './record.ts';
import type { Value } from './value.ts';

export interface SplitRequest {
  /** As the system shows the id, or `system/object/id`. */
  readonly record: string;
  /** Further records of the entity that leave together with it. */
  readonly with: readonly string[];
  /** Only tell what would happen. */
  readonly dryRun: boolean;
}

export interface Correction {
  readonly ref: RecordRef;
  /** By the system's own names. A field that does not hold `from` any more was changed by somebody, and is left. */
  readonly fields: Readonly<Record<string, { readonly from: Value; readonly to: Value }>>;
  /** Null when the record carries no key of the entity it leaves. */
  readonly key: { readonly field: string; readonly from: EntityId; readonly to: EntityId } | null;
}

/** A value that flowed across the wrong link and is not given back. */
export interface Kept {
  readonly ref: RecordRef;
  readonly field: string;
  /** `unknown`: what stood there before is not known. */
  readonly why: 'changed since' | 'unknown';
}

export interface SplitPart {
  /** Null for one that is not there yet. */
  readonly entity: EntityId | null;
  readonly records: readonly RecordRef[];
  /** Systems where it has no record then. */
  readonly lacks: readonly Lack[];
}

export interface Lack {
  readonly system: SystemName;
  /** Whether a record is made there, where none is found that is it. */
  readonly made: boolean;
  /** Why none is made. */
  readonly why: string | null;
}

export interface SplitReport {
  readonly entityKind: EntityKind;
  readonly stays: SplitPart;
  readonly leaves: SplitPart;
  readonly givenBack: readonly {
    readonly ref: RecordRef;
    readonly fields: Correction['fields'];
  }[];
  readonly kept: readonly Kept[];
  /** Records that Leadloop made from what they are split from: they keep what they were made with. */
  readonly made: readonly RecordRef[];
  /** Records that get a key of their own. */
  readonly rekeyed: readonly RecordRef[];
}

export type Split =
  | ({ readonly kind: 'planned' } & SplitReport)
  | ({
      readonly kind: 'done';
      /** All that follows from it has been written by now, or is held up. */
      readonly arrived: boolean;
      readonly heldUp: readonly HeldUp[];
    } & SplitReport)
  /** They were split before, and what they are linked with now was made for them since: nothing was done. */
  | { readonly kind: 'repeated'; readonly entity: EntityId; readonly records: readonly RecordRef[] }
  | SplitRefusal;

/** What a person has to do before the split is complete in a system. */
export interface HeldUp {
  readonly entity: EntityId;
  readonly system: SystemName;
  readonly code: string;
  readonly meaning: string;
  readonly fix: string;
}

export interface SplitRefusal {
  readonly kind: 'refused';
  readonly code: SplitRefusalCode;
  readonly message: string;
  readonly fix: string;
}

export const SPLIT_REFUSAL_CODES = [
  'UNKNOWN_RECORD',
  'SEVERAL_RECORDS',
  'RECORD_ENDED',
  'NOT_TOGETHER',
  'NOTHING_STAYS',
  'NOT_READABLE',
  'BUSY',
] as const;
export type SplitRefusalCode = (typeof SPLIT_REFUSAL_CODES)[number];
