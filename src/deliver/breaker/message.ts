import { isAlarmOnly, type ChangeKind } from '../../domain/change.ts';
import type { ChangeStream } from '../../ledger/change-counts.ts';
import type { Band } from './band.ts';

const WORDS: Readonly<Record<ChangeKind, string>> = {
  create: 'records would be created',
  blank: 'records would have values blanked',
  owner: 'records would change their owner',
  'opt-out': 'people would be opted out',
  'opt-in': 'people would be opted in again',
};

/** What an administrator reads when a breaker has tripped: what, how many, what is usual, and the way on. */
export function tripMessage(id: number, stream: ChangeStream, changes: number, band: Band): string {
  const { system, lane, kind } = stream;
  const usual =
    band.usual === null
      ? `only ${band.days} days are known, too few to tell what is usual`
      : `usual are ${band.usual} a day (of ${band.days} days)`;
  if (isAlarmOnly(kind))
    return (
      `${system}: ${changes} ${WORDS[kind]} within 24 hours, and at most ${band.most} go unnoticed; ${usual}. ` +
      `All of them are sent, as an opt-out is never held back: see in the other systems where they come from. ` +
      `'leadloop breaker release ${id}' notes that you know.`
    );
  return (
    `${system}: ${changes} ${WORDS[kind]} within 24 hours (lane ${lane}), and at most ${band.most} go without being asked about; ` +
    `${usual}. Nothing of it is sent any more; everything else goes on. 'leadloop breaker' shows what would change; ` +
    `'leadloop breaker release ${id}' sends it, 'leadloop breaker discard ${id}' drops it.`
  );
}
