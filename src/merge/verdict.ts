import type { Loser } from '../domain/conflict.ts';
import type { SystemName } from '../domain/record.ts';
import type { Value } from '../domain/value.ts';

/**
 * What the merge says of one field.
 *
 * - **unchanged**: nobody moved (sides may differ where that was accepted before) · **linked**: first meeting, all equal
 * - **filled**: first meeting, blanks take the value · **flow**: one value goes to the others
 * - **converged**: all moved to the same value · **conflict**: different claims, decided by authority or direction
 * - **parked**: different claims, left to a person · **resolved**: parked before, and a person has chosen
 * - **held**: a change that may not go anywhere
 * - **unreadable**: a side could not be read, so nothing is decided
 */
export type Verdict =
  | (Said & { readonly kind: 'unchanged' | 'linked' | 'filled' | 'flow' | 'converged' | 'resolved' })
  | (Said & {
      readonly kind: 'conflict';
      readonly value: Value;
      readonly winner: SystemName;
      readonly reason: string;
    })
  | (Said & { readonly kind: 'held' | 'parked' | 'unreadable'; readonly reason: string });

interface Said {
  readonly field: string;
  /** What all sides should say; absent when that is not decided. */
  readonly value?: Value;
  /** Systems that must be written `value`. */
  readonly writes: readonly SystemName[];
  /**
   * Systems whose shadow moves to what they say now, without a write to them: they say `value` already, or what they say
   * may not be changed. It moves when all `writes` have landed (at once when there are none): earlier, a write that
   * fails would be forgotten.
   */
  readonly agreed: readonly SystemName[];
  /** What is overwritten, or not sent, although someone put it there. */
  readonly losers: readonly Loser[];
}
