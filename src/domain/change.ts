import type { Fields } from './value.ts';

/**
 * What a write does that is dangerous in great numbers.
 * create: makes a record; blank: takes a value away; owner: hands a record to somebody else; opt-out: says that a person
 * is to be left alone; opt-in: takes that back.
 */
export const CHANGE_KINDS = ['create', 'blank', 'owner', 'opt-out', 'opt-in'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** What is never held back, however much of it there is: people are told, and it goes on. */
export const isAlarmOnly = (kind: ChangeKind): boolean => kind === 'opt-out';

/**
 * The dangerous part of one write: by kind, the canonical fields concerned with the values that stand there now. A create
 * names no fields. A kind that is absent is not part of the write.
 */
export type Changes = Readonly<Partial<Record<ChangeKind, Fields>>>;
