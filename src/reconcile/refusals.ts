import type { RefusalCode, Resolution } from '../domain/resolution.ts';
import type { ConflictView } from '../ledger/list-conflicts.ts';

/** An answer that is not carried out; the texts hold no values of records. */
export type Refused = Extract<Resolution, { kind: 'refused' }>;

export const LIST_FIX = "'leadloop conflicts' lists those that are open.";
export const VALUE_FIX = 'Give another value, or take that of a system.';

export const refused = (code: RefusalCode, message: string, fix: string, now: Refused['now']): Refused => ({
  kind: 'refused',
  code,
  message,
  fix,
  now: now.map(({ system, value }) => ({ system, value })),
});

export const stale = ({ id }: ConflictView, now: Refused['now']): Refused =>
  refused(
    'CONFLICT_STALE',
    `conflict ${id} has changed since it was shown`,
    'Look at what the sides say now, and answer again. If they agree by now, it closes by itself.',
    now,
  );

export function closed({ id, state }: ConflictView): Refused {
  const how =
    state === 'decided'
      ? 'was decided by the mapping'
      : state === 'resolved'
        ? 'was resolved with another value'
        : state === 'agreed'
          ? 'is over: the sides came to agree'
          : 'is over: something else happened to the field since';
  return refused(
    'CONFLICT_CLOSED',
    `conflict ${id} ${how}`,
    'To change the field now, edit it in one of the systems.',
    [],
  );
}
