import type { HandOverRules } from '../decide/hand-over.ts';
import type { HandOffCourse, StoredHandOff } from '../ledger/hand-offs.ts';
import { readClock, type ClockReading, type HandOff } from '../rules/sla/clock.ts';
import { ALWAYS } from '../rules/working-time/calendar.ts';
import { calendarOf } from './context.ts';

/** Both clocks of a hand-off as far as it is noted; null: nothing is promised. Of one that is over, as it ended. */
export function clockOf(
  rules: HandOverRules,
  handOff: StoredHandOff & HandOffCourse,
  now: Date,
): ClockReading | null {
  const { sla } = rules.handOff;
  if (sla === null) return null;
  return readClock(sla, asNoted(handOff), calendarOf(rules, handOff) ?? ALWAYS, handOff.closedAt ?? now);
}

/** A hand-off as the ledger has it. */
export const asNoted = (handOff: StoredHandOff & HandOffCourse): HandOff => ({
  moments: {
    source: handOff.sourceAt,
    received: handOff.receivedAt,
    decided: handOff.decidedAt,
    visible: handOff.visibleAt,
    reassigned: handOff.reassignedAt,
    touched: handOff.touchedAt,
  },
  priority: handOff.priority,
  stepsDone: handOff.stepsDone,
  reassignments: handOff.reassignments,
});
