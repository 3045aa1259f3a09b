import type { CountLookup } from '../expression/expression.ts';
import type { Fields } from '../domain/value.ts';
import { COMPANY } from '../rules/facts.ts';
import type { DecisionInput, Touchpoint } from '../rules/input.ts';
import { countEver, countWithin } from '../rules/tally.ts';
import type { History } from './history.ts';
import type { Moment } from './replay-person.ts';

/** Somebody comes into a stage that hands over. */
export interface Promotion {
  readonly at: number;
  readonly cycle: number;
  /** The recipe or answer that led there; null: that is not known. */
  readonly by: string | null;
}

/** By the candidate, with what routing asks for. */
export interface MadePromotion extends Promotion {
  readonly priority: string | null;
  /** Of the person and, as `company.<name>`, of the company. */
  readonly fields: Fields;
  readonly counts: CountLookup;
}

/** The promotions that were recorded, in their order: the first of each round. */
export const recordedPromotions = ({ moves }: History, at: ReadonlySet<string>): readonly Promotion[] =>
  firstOfCycle(moves.filter(({ to }) => at.has(to)));

/** The promotion that a moment brings, if it is not of a round that has had one; `last`: the last round that has. */
export function promotionAt(
  { course, input }: Moment,
  at: ReadonlySet<string>,
  last: number,
): MadePromotion | null {
  const move = course.steps.find(({ moved }) => moved !== null && at.has(moved.to.stage))?.moved ?? null;
  if (move === null || move.to.cycle <= last) return null;
  return {
    at: input.now,
    cycle: move.to.cycle,
    by: move.name,
    priority: course.decision.score?.priority ?? null,
    fields: fieldsOf(input),
    counts: countsOf(input.touchpoints, input.totals, input.now),
  };
}

function firstOfCycle(promotions: readonly Promotion[]): readonly Promotion[] {
  let last = 0;
  return promotions.filter(({ cycle }) => {
    const isFirst = cycle > last;
    if (isFirst) last = cycle;
    return isFirst;
  });
}

const fieldsOf = ({ person, company }: DecisionInput): Fields => ({
  ...person,
  ...Object.fromEntries(Object.entries(company ?? {}).map(([name, value]) => [`${COMPANY}${name}`, value])),
});

const countsOf =
  (touchpoints: readonly Touchpoint[], totals: DecisionInput['totals'], now: number): CountLookup =>
  (query) => {
    if (query.windowMs === null) return countEver(query, totals);
    const text = query.containing?.toLowerCase() ?? '';
    const times = touchpoints
      .filter(({ kind, about }) => kind === query.activity && about.toLowerCase().includes(text))
      .map(({ at }) => at);
    return countWithin(times, query.windowMs, now);
  };
