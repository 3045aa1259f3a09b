import type { ChangeKind } from '../../domain/change.ts';
import type { ChangeStream } from '../../ledger/change-counts.ts';
import type { Band } from './band.ts';

const WORDS: Readonly<Record<ChangeKind, string>> = {
  create: 'records would be created',
  blank: 'records would have values blanked',
  owner: 'records would change their owner',
};

/** What an administrator reads when a breaker has tripped: what, how many, what is usual, and the way on. */
export function tripMessage(id: number, stream: ChangeStream, changes: number, band: Band): string {
  const { system, lane, kind } = stream;
  const usual =
    band.usual === null
      ? `only ${band.days} days are known, too few to tell what is usual`
      : `usual are ${band.usual} a day (of ${band.days} days)`;
  return (
    `${system}: ${changes} ${WORDS[kind]} within 24 hours (lane ${lane}), and at most ${band.most} go without being asked about; ` +
    `${usual}. Nothing of it is sent any more; everything else goes on. 'leadloop breaker' shows what would change; ` +
    `'leadloop breaker release ${id}' sends it, 'leadloop breaker discard ${id}' drops it.`
  );
}
