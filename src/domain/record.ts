import type { Failure } from './failure.ts';
import type { Fields } from './value.ts';

/** The name of a connector's folder, e.g. the marketing automation or the SFA system. */
export type SystemName = string;

/** One object in one system. Ids are strings exactly as that system's API returns them in full. */
export interface RecordRef {
  readonly system: SystemName;
  readonly object: string;
  readonly id: string;
}

/** A record ref as one string, to be used as a key. */
export const refKey = (ref: RecordRef): string => `${ref.system}/${ref.object}/${ref.id}`;

export const sameRef = (a: RecordRef, b: RecordRef): boolean => refKey(a) === refKey(b);

/** A record as its system showed it at one moment. */
export interface SystemRecord {
  readonly ref: RecordRef;
  /** By the system's own field names, only the fields that were asked for and could be read. */
  readonly fields: Fields;
  /** The value of Leadloop's external key on the record: an entity id, or null when it has none. */
  readonly externalKey: string | null;
  /** When the system says the record last changed. Its clock, not ours. */
  readonly modifiedAt: Date | null;
}

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
