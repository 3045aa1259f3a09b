import type { Fields } from './value.ts';

/**
 * What a write does that is dangerous in great numbers.
 * create: makes a record; blank: takes a value away; owner: hands a record to somebody else.
 */
export const CHANGE_KINDS = ['create', 'blank', 'owner'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/**
 * The dangerous part of one write: by kind, the canonical fields concerned with the values that stand there now. A create
 * names no fields. A kind that is absent is not part of the write.
 */
export type Changes = Readonly<Partial<Record<ChangeKind, Fields>>>;
