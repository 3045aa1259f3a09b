import type { Fall } from '../expression/clocks.ts';
import type { Inputs } from '../expression/expression.ts';
import { isMet, type Condition } from './condition.ts';
import { inputsAt, type Look } from './look.ts';
import { countWithin, timesOf } from './tally.ts';

/** Around a calculated moment, as it may fall between two milliseconds. */
const AROUND = [0, 1, 2] as const;

/** Whether time alone can change the answer. */
export const isTimed = ({ clocks: { crossings, falls, leavings } }: Condition): boolean =>
  crossings.length + falls.length + leavings.length > 0;

/**
 * When time alone changes whether a condition is met, as `inputs` say it is now: the first moment after now and before `end`; null: not before that.
 * Scores count as they are now: they have moments of their own, which come first if they come before.
 */
export function nextChange(condition: Condition, look: Look, inputs: Inputs, end: number): number | null {
  const { now } = look.input;
  const moments = momentsOf(condition, look, inputs);
  for (const name of condition.whole.intents) {
    const asked = look.intents.get(name);
    if (asked !== undefined) moments.push(...momentsOf(asked, look, inputs));
  }
  const ahead = moments.filter((moment) => moment > now && moment < end);
  if (ahead.length === 0) return null;
  const met = isMet(condition, inputs);
  const isChange = (moment: number): boolean => isMet(condition, inputsAt(look, moment)) !== met;
  return ahead.sort((a, b) => a - b).find(isChange) ?? null;
}

/** The moments at which the answer may turn; at no other does it. */
function momentsOf({ clocks }: Condition, look: Look, inputs: Inputs): number[] {
  const moments = clocks.crossings.length === 0 ? [] : crossings(clocks.crossings, look.input.now, inputs);
  for (const fall of clocks.falls) {
    const moment = momentOf(fall, look);
    if (moment !== null) moments.push(moment);
  }
  for (const query of clocks.leavings)
    for (const time of timesOf(look.plan, look.tally, query)) moments.push(time + (query.windowMs ?? 0));
  return moments;
}

/** Where both sides of a comparison meet. */
function crossings(all: Condition['clocks']['crossings'], now: number, inputs: Inputs): number[] {
  return all.flatMap(({ distance, perMs }) => {
    const outcome = distance.evaluate(inputs);
    if (outcome.kind === 'unknown' || typeof outcome.value !== 'number') return [];
    const meeting = Math.floor(now - outcome.value / perMs - 0.01);
    return AROUND.map((more) => meeting + more);
  });
}

/** When so many have left the window that a count falls below a number that it reaches now. */
function momentOf({ query, least }: Fall, { plan, tally, input }: Look): number | null {
  const { windowMs } = query;
  if (windowMs === null || least <= 0) return null;
  const times = timesOf(plan, tally, query);
  if (countWithin(times, windowMs, input.now) < least) return null;
  const latest = times.filter((time) => time <= input.now).sort((a, b) => b - a);
  return (latest[least - 1] ?? 0) + windowMs;
}
