import type { Failure } from './failure.ts';
import type { RecordRef, SystemRecord } from './record.ts';

/** What a look at one record ref found. */
export type Snapshot =
  | { readonly kind: 'present'; readonly record: SystemRecord }
  /** The id leads to another record now: a merge's survivor, or what a conversion made of it. */
  | {
      readonly kind: 'moved';
      readonly ref: RecordRef;
      readonly to: RecordRef;
      readonly why: 'merged' | 'converted';
    }
  | { readonly kind: 'deleted'; readonly ref: RecordRef }
  /** Says nothing about the record: never treated as "no change" or "deleted". */
  | { readonly kind: 'unreadable'; readonly ref: RecordRef; readonly failure: Failure };

export const snapshotRef = (snapshot: Snapshot): RecordRef =>
  snapshot.kind === 'present' ? snapshot.record.ref : snapshot.ref;
