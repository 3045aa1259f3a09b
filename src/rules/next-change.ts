import type { Fall } from '../expression/clocks.ts';
import type { Inputs } from '../expression/expression.ts';
import { isMet, type Condition } from './condition.ts';
import { inputsAt, type Look } from './look.ts';
import { timesOf } from './tally.ts';

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
  const asked = condition.whole.intents.flatMap((name) => look.intents.get(name) ?? []);
  const moments = [condition, ...asked]
    .flatMap((one) => momentsOf(one, look, inputs))
    .filter((moment) => moment > now && moment < end);
  if (moments.length === 0) return null;
  const met = isMet(condition, inputs);
  const isChange = (moment: number): boolean => isMet(condition, inputsAt(look, moment)) !== met;
  return moments.sort((a, b) => a - b).find(isChange) ?? null;
}

/** The moments at which the answer may turn; at no other does it. */
const momentsOf = ({ clocks }: Condition, look: Look, inputs: Inputs): readonly number[] => [
  ...crossings(clocks.crossings, look.input.now, inputs),
  ...clocks.falls.flatMap((fall) => momentOf(fall, look) ?? []),
  ...clocks.leavings.flatMap((query) =>
    timesOf(look.plan, look.tally, query).map((time) => time + (query.windowMs ?? 0)),
  ),
];

/** Where both sides of a comparison meet. */
function crossings(all: Condition['clocks']['crossings'], now: number, inputs: Inputs): readonly number[] {
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
  const since = input.now - windowMs;
  const counted = timesOf(plan, tally, query).filter((time) => time > since && time <= input.now);
  if (counted.length < least) return null;
  return (counted.sort((a, b) => a - b)[counted.length - least] ?? 0) + windowMs;
}
