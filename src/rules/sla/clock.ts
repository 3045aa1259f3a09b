import type { WorkingTime } from '../working-time/calendar.ts';
import { addWorking, nextWorking, workingBetween } from '../working-time/working.ts';
import type { Sla, SlaStep } from './sla.ts';

/** What is known of one hand-off in one cycle. A moment that has not come, or is not known, is null. */
export interface Moments {
  /** When the person did what led to it, by the source's clock. */
  readonly source: Date | null;
  readonly received: Date;
  readonly decided: Date | null;
  /** When the owner could see it: the receipt of the write. */
  readonly visible: Date | null;
  /** When whoever has it now could see it, if somebody had it before; null for the first owner. */
  readonly reassigned: Date | null;
  readonly touched: Date | null;
}

export interface HandOff {
  readonly moments: Moments;
  readonly priority: string | null;
  /** How many of the steps were done for whoever has it now. */
  readonly stepsDone: number;
  /** How often it changed hands because nobody touched it. */
  readonly reassignments: number;
}

/** Two clocks that never run at once: the system's until the hand-off is visible, the owner's from then on. */
export interface ClockReading {
  /** Milliseconds of each step of the system; null when not known. Never negative: clocks of systems differ. */
  readonly systemMs: {
    readonly receive: number | null;
    readonly decide: number | null;
    readonly deliver: number | null;
  };
  /** Working minutes of the owner until the first touch, or until now. */
  readonly humanMinutes: number;
  /** The first working moment at which the owner has it; null while it is not visible. */
  readonly begins: Date | null;
  /** When the first touch is due; null while it is not visible, and for an owner who never works. */
  readonly due: Date | null;
  /** `met` and `missed`: touched in time, and after it was due. */
  readonly state: 'not-visible' | 'running' | 'overdue' | 'met' | 'missed';
  /** What is to be done next if nobody touches it; its moment may have passed. */
  readonly next: { readonly at: Date; readonly what: SlaStep } | null;
}

/** Reads both clocks of a hand-off. `calendar` is that of whoever has it now. */
export function readClock(sla: Sla, handOff: HandOff, calendar: WorkingTime, now: Date): ClockReading {
  const { source, received, decided, visible, reassigned, touched } = handOff.moments;
  const systemMs = {
    receive: elapsed(source, received),
    decide: elapsed(received, decided),
    deliver: elapsed(decided, visible),
  };
  if (visible === null || (handOff.reassignments > 0 && reassigned === null))
    return { systemMs, humanMinutes: 0, begins: null, due: null, state: 'not-visible', next: null };

  const start = Math.max(visible.getTime(), reassigned?.getTime() ?? 0);
  const allowed = sla.firstTouch.get(handOff.priority ?? '') ?? sla.otherwise;
  const after = (ms: number): Date | null => dateOf(addWorking(calendar, start, ms));
  const due = after(allowed);
  const end = touched ?? now;
  const late = due !== null && end > due;
  return {
    systemMs,
    humanMinutes: workingBetween(calendar, start, end.getTime()) / 60_000,
    begins: dateOf(nextWorking(calendar, start)),
    due,
    state: touched === null ? (late ? 'overdue' : 'running') : late ? 'missed' : 'met',
    next: touched === null ? nextStep(sla, handOff, (share) => after(Math.round(share * allowed))) : null,
  };
}

function nextStep(
  { steps }: Sla,
  { stepsDone, reassignments }: HandOff,
  atShare: (share: number) => Date | null,
): ClockReading['next'] {
  const what = steps.slice(stepsDone).find((step) => step.kind !== 'reassign' || reassignments < step.atMost);
  const at = what === undefined ? null : atShare(what.share);
  return what === undefined || at === null ? null : { at, what };
}

const elapsed = (from: Date | null, until: Date | null): number | null =>
  from === null || until === null ? null : Math.max(0, until.getTime() - from.getTime());

const dateOf = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));
