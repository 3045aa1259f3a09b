import type { WorkingTime } from '../working-time/calendar.ts';
import { readClock, type HandOff } from './clock.ts';
import type { Sla, SlaStep } from './sla.ts';

/** What is known of an open hand-off when it is looked at. */
export interface Seen extends HandOff {
  /** When it was decided that whoever has it now gets it. */
  readonly given: Date;
  /** Whether the person is still in the stage and the cycle of the hand-off. */
  readonly isInStage: boolean;
  /** Whether an opportunity was made with it. */
  readonly hasOpportunity: boolean;
  /** Where sales works, the person is not there any more. */
  readonly isGone: boolean;
  /** The person was handed over anew. */
  readonly isFollowed: boolean;
}

/** What is to be done with an open hand-off now. */
export type Following =
  | { readonly kind: 'over' }
  /** `index`: of the step among those of the file. `minutes`: of their working time, in which nobody touched the person. */
  | {
      readonly kind: 'step';
      readonly step: SlaStep;
      readonly index: number;
      readonly minutes: number;
      readonly due: Date | null;
    }
  /** `at`: when to look at it again if there is no news before; null: only news change something. */
  | { readonly kind: 'wait'; readonly at: Date | null; readonly due: Date | null };

/** Until it is visible it is looked at ever more rarely: after a quarter of the time that it has waited already. */
const SOONEST_MS = 1_000;
const LATEST_MS = 60_000;

/**
 * Says what is to be done with an open hand-off: one step at a time, each once for whoever has it, and none once it is
 * touched. Without an `sla` no step is ever due.
 */
export function follow(sla: Sla | null, seen: Seen, calendar: WorkingTime, now: Date): Following {
  if (isOver(seen)) return { kind: 'over' };
  if (!isVisible(seen)) return { kind: 'wait', at: lookAgain(seen.given, now), due: null };
  if (sla === null) return { kind: 'wait', at: null, due: null };
  const { next, due, humanMinutes } = readClock(sla, seen, calendar, now);
  if (next === null || next.at > now) return { kind: 'wait', at: next?.at ?? null, due };
  const index = sla.steps.indexOf(next.what);
  return { kind: 'step', step: next.what, index, minutes: Math.floor(humanMinutes), due };
}

/**
 * Sales has had the person and has answered. The opportunity that comes with a hand-off leads out of the stage by itself,
 * which is no answer; there a touch is waited for.
 */
const isOver = ({ moments, isInStage, hasOpportunity, isGone, isFollowed }: Seen): boolean =>
  isGone || isFollowed || (!isInStage && (moments.touched !== null || !hasOpportunity));

const isVisible = ({ moments: { visible, reassigned }, reassignments }: Seen): boolean =>
  visible !== null && (reassignments === 0 || reassigned !== null);

function lookAgain(given: Date, now: Date): Date {
  const waited = now.getTime() - given.getTime();
  return new Date(now.getTime() + Math.min(LATEST_MS, Math.max(SOONEST_MS, waited / 4)));
}
