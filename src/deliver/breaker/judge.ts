import type { ChangeKind } from '../../domain/change.ts';
import type { Lane } from '../../domain/lane.ts';
import type { Band } from './band.ts';

/** What is known of one kind of change in one lane and system when a batch with some of it is about to be sent. */
export interface Load {
  readonly lane: Lane;
  readonly kind: ChangeKind;
  /** Due or in a worker's hands, this batch included. */
  readonly waiting: number;
  /** Delivered in the last 24 hours. */
  readonly recent: number;
  /** Records that are due to be looked at may bring more. */
  readonly more: boolean;
  /** How long the oldest of this batch has waited since it was decided. */
  readonly waitedMs: number;
}

export type Judgement = 'send' | 'gather' | 'trip';

/** A crowd waits so long for the rest of itself, and while more comes in, up to so long. */
const SHORTEST_GATHER_MS = 1_000;
const LONGEST_GATHER_MS = 15_000;
/** From this share of the floor on it is a crowd. */
const CROWD = 0.1;

/**
 * Whether a batch may be sent. Pure. More changes never make a trip undone.
 *
 * - **trip**: with what waits, the last 24 hours would leave the band.
 * - **gather**: a crowd that takes values away or hands records over: it waits a second, and a few more while more may
 *   come, to be counted as a whole, so that a mass change is stopped before its first write. Never in the hot lane; and creates
 *   do not wait, because somebody waits for each.
 *
 * @param band null when `waiting` and `recent` are within the floor, which no band is below
 */
export function judge(load: Load, band: Band | null, floor: number): Judgement {
  if (band !== null && load.waiting + load.recent > band.most) return 'trip';
  const isPatient = load.kind !== 'create' && load.lane !== 'hot';
  const isCrowd = load.waiting > floor * CROWD;
  const patience = load.more ? LONGEST_GATHER_MS : SHORTEST_GATHER_MS;
  return isPatient && isCrowd && load.waitedMs < patience ? 'gather' : 'send';
}
