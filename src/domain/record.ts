import type { Fields } from './value.ts';

/** The name of a connector's folder, e.g. the marketing automation or the SFA system. */
export type SystemName = string;

/** What our own rules decide is given by a system of this name, so that it flows as every other value does. */
export const RULES: SystemName = 'rules';

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
