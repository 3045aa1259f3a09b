import type { Calendar } from '../working-time/calendar.ts';
import { addWorking } from '../working-time/working.ts';
import type { HandOffRules } from './hand-off.ts';
import type { HandOffInput } from './input.ts';

/**
 * When the first touch is due, as far as it can be told before the hand-off is visible: the task's own time, or that of the
 * clock. In milliseconds since 1970; null: the file does not say, or whoever gets the person never works.
 */
export function dueOf(
  { task, sla }: HandOffRules,
  { input, decision, calendar }: HandOffInput,
): number | null {
  if (typeof task?.due === 'number') return add(calendar, input.now, task.due);
  if (sla === null) return null;
  const allowed = sla.firstTouch.get(decision.score?.priority ?? '') ?? sla.otherwise;
  return add(calendar, input.now, allowed);
}

const add = (calendar: Calendar | null, at: number, ms: number): number | null =>
  calendar === null ? at + ms : addWorking(calendar, at, ms);
