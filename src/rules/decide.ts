import type { Decision, Qualified } from './decision.ts';
import type { Condition } from './condition.ts';
import type { DecisionInput, Standing, Touchpoint } from './input.ts';
import { inputsAt, lookAt, type Look, type LookInputs } from './look.ts';
import { nextChange } from './next-change.ts';
import { qualify } from './qualify/qualify.ts';
import type { Rules } from './rules.ts';
import { firstLeaving, type Band } from './score/first-leaving.ts';
import { decideIntent } from './score/intents.ts';
import { toMillionths } from './score/points.ts';
import { score, type Scored } from './score/score.ts';
import { sentenceOf } from './sentence.ts';
import { tallyOf } from './tally.ts';

/** Decides about one person. The same rules and input always give the same decision. */
export function decide(rules: Rules, input: DecisionInput): Decision {
  const { scoring, qualification } = rules;
  const { now, standing, touchpoints } = input;
  const whole = lookAt(rules, input);
  const scored = scoring === null ? null : score(scoring, whole, inputsAt(whole, now));
  const fresh = sinceAnswered(whole, rules, standing, touchpoints);
  const before = inputsAt(fresh, now);
  const intents = scoring?.intents.map((intent) => decideIntent(intent, before)) ?? [];
  const held = intents.filter(({ condition }) => condition.answer === 'held');
  const known = { score: scored?.values ?? null, held: new Set(held.map(({ name }) => name)) };
  const look: Look = { ...fresh, ...known };
  const inputs = inputsAt(look, now);
  const qualified = qualification === null ? null : qualify(qualification, look, inputs);
  return {
    score: scored === null ? null : { ...scored.values, signals: scored.signals, intents },
    qualification: qualified,
    sentence: scoring === null ? '' : sentenceOf(scoring, intents, scored?.signals ?? [], inputs.fields),
    next: nextMoment(rules, look, inputs, { ...whole, ...known }, scored, qualified),
  };
}

/** The person by what they did since sales last answered: intents, recipes and gates go by it, scores by all of it. */
function sinceAnswered(
  whole: Look,
  { tally: plan }: Rules,
  { answeredAt }: Standing,
  touchpoints: readonly Touchpoint[],
): Look {
  if (answeredAt === null) return whole;
  return {
    ...whole,
    tally: tallyOf(
      plan,
      touchpoints.filter(({ at }) => at > answeredAt),
    ),
  };
}

const NONE: readonly Condition[] = Object.freeze([]);

/** When time alone changes something next; see `Decision.next`. */
function nextMoment(
  rules: Rules,
  look: Look,
  inputs: LookInputs,
  whole: Look,
  scored: Scored | null,
  qualified: Qualified | null,
): number | null {
  const { now, standing } = look.input;
  if (qualified !== null && qualified.transition !== null) return now;
  let next = firstToCome(whole);
  const first = (conditions: readonly Condition[], asked: Look, askedNow: LookInputs): void => {
    for (const condition of conditions) next = nextChange(condition, asked, askedNow, next) ?? next;
  };
  first(rules.timedSignals, whole, inputsAt(whole, now));
  first(rules.timedIntents, look, inputs);
  first(rules.timedIn.get(standing.stage) ?? NONE, look, inputs);
  if (scored !== null) {
    const band = bandAround(rules.thresholds, toMillionths(scored.values.engagement));
    next = Math.min(next, firstLeaving(scored.course, band, now, next) ?? next);
  }
  return next === Infinity ? null : next;
}

/** The first touchpoint of those that are dated ahead. */
function firstToCome({ tally, input: { now } }: Look): number {
  let first = Infinity;
  for (const times of tally) for (const time of times ?? []) if (time > now && time < first) first = time;
  return first;
}

/** The values that mean the same to every rule as this one. */
function bandAround(thresholds: readonly number[], value: number): Band {
  const above = thresholds.findIndex((threshold) => threshold > value);
  const place = above === -1 ? thresholds.length : above;
  return { from: thresholds[place - 1] ?? -Infinity, below: thresholds[place] ?? Infinity };
}
