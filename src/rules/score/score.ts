import type { Inputs } from '../../expression/expression.ts';
import { isMet } from '../condition.ts';
import type { Look } from '../look.ts';
import { HALF_LIVES, type ScoringRules, type Signal, type SignalLife } from '../rules.ts';
import { countEver, timesOf } from '../tally.ts';
import { capped, givenAt, type Course, type Gift } from './engagement.ts';
import { toPoints } from './points.ts';
import { GRADES, LEVELS, placeOf, type Scale, type ScoreValues } from './scale.ts';

/** A signal that gives points now. */
export interface GivenSignal {
  readonly name: string;
  readonly group: string;
  /** Now, before the cap of the group. */
  readonly points: number;
  /** The touchpoints that give something; null for a signal with a condition. */
  readonly count: number | null;
}

export interface Scored {
  readonly values: ScoreValues;
  /** The most points first; what takes points away is last. */
  readonly signals: readonly GivenSignal[];
  readonly course: Course;
}

/** Both scores of a person, and what made them. */
export function score(rules: ScoringRules, look: Look, inputs: Inputs): Scored {
  const { groups, signals, scale } = rules;
  const { now } = look.input;
  const fixed = groups.map(() => 0);
  const sums = groups.map(() => 0);
  const gifts: Gift[] = [];
  const given: GivenSignal[] = [];
  for (const signal of signals) {
    const { group, gives } = signal;
    let points = 0;
    let count: number | null = null;
    if (gives.kind === 'condition') {
      points = isMet(gives.condition, inputs) ? signal.points : 0;
      fixed[group] = (fixed[group] ?? 0) + points;
    } else {
      if (gives.lasts.kind === 'ever') {
        count = countEver(gives.query, look.input.totals);
        points = count * signal.points;
        fixed[group] = (fixed[group] ?? 0) + points;
      } else {
        count = 0;
        for (const at of timesOf(look.plan, look.tally, gives.query)) {
          const gift = giftOf(signal, gives.lasts, at);
          const left = givenAt(gift, now);
          if (left === 0) continue;
          gifts.push(gift);
          points += left;
          count += 1;
        }
      }
    }
    sums[group] = (sums[group] ?? 0) + points;
    if (points !== 0)
      given.push({ name: signal.name, group: groups[group]?.name ?? '', points: toPoints(points), count });
  }
  const totals = { fit: 0, engagement: 0 };
  for (const [group, { axis, cap }] of groups.entries()) totals[axis] += capped(sums[group] ?? 0, cap);
  return {
    values: valuesOf(scale, totals.fit, totals.engagement),
    signals: given.sort((a, b) => b.points - a.points),
    course: { groups, fixed, gifts },
  };
}

function giftOf({ group, points }: Signal, lasts: Exclude<SignalLife, { kind: 'ever' }>, at: number): Gift {
  return lasts.kind === 'within'
    ? { group, points, at, halfLife: Infinity, endsAt: at + lasts.ms }
    : { group, points, at, halfLife: lasts.ms, endsAt: at + lasts.ms * HALF_LIVES };
}

function valuesOf({ grades, levels, matrix }: Scale, fit: number, engagement: number): ScoreValues {
  const [byFit, byEngagement] = [placeOf(fit, grades), placeOf(engagement, levels)];
  return {
    fit: toPoints(fit),
    engagement: toPoints(engagement),
    grade: GRADES[byFit] ?? 'F',
    level: LEVELS[byEngagement] ?? 4,
    priority: matrix[byFit]?.[byEngagement] ?? 'cold',
  };
}
