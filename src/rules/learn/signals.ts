import { formatDuration } from '../../expression/time.ts';
import { isMet } from '../condition.ts';
import type { DecisionInput } from '../input.ts';
import { inputsAt, lookAt } from '../look.ts';
import type { Rules, ScoringRules, Signal, SignalSource } from '../rules.ts';
import { countEver, countWithin, timesOf } from '../tally.ts';
import { fieldsWithoutPlaceholders } from './placeholder.ts';
import type { Cell, Column } from './table.ts';

/** What decays counts for so many half-lives: a quarter of its points is left then. */
const HALF_LIVES = 2;

type Activity = Extract<SignalSource, { kind: 'activity' }>;

/**
 * The signals of a scoring file as columns to learn from, without cells: whether a condition holds, which an unknown one does
 * not, and how often something was done in the time for which it counts.
 */
export const signalColumns = ({ signals, groups }: ScoringRules): readonly Omit<Column, 'cells'>[] =>
  signals.map(({ name, group, gives }) => {
    const axis = groups[group]?.axis ?? 'fit';
    return gives.kind === 'condition'
      ? { name, field: `(${gives.condition.whole.text})`, type: 'boolean', signal: { axis, nothing: false } }
      : { name, field: countOf(gives), type: 'number', signal: { axis, nothing: 0 } };
  });

/** The cells of one row, in the order of the columns. Texts that only stand for nothing are blanks. */
export function readSignals(
  rules: Rules,
  signals: readonly Signal[],
  { person, company, ...input }: DecisionInput,
): readonly Cell[] {
  const look = lookAt(rules, {
    ...input,
    person: fieldsWithoutPlaceholders(person),
    company: company === null ? null : fieldsWithoutPlaceholders(company),
  });
  const inputs = inputsAt(look, input.now);
  return signals.map(({ gives }) => {
    if (gives.kind === 'condition') return isMet(gives.condition, inputs);
    const windowMs = windowOf(gives);
    return windowMs === null
      ? countEver(gives.query, input.totals)
      : countWithin(timesOf(look.plan, look.tally, gives.query), windowMs, input.now);
  });
}

const windowOf = ({ lasts }: Activity): number | null =>
  lasts.kind === 'ever' ? null : lasts.kind === 'within' ? lasts.ms : lasts.ms * HALF_LIVES;

/** As an expression counts it. */
function countOf(source: Activity): string {
  const { activity, containing } = source.query;
  const windowMs = windowOf(source);
  const given = [
    JSON.stringify(activity),
    ...(windowMs === null ? [] : [formatDuration(windowMs)]),
    ...(containing === null ? [] : [JSON.stringify(containing)]),
  ];
  return `count(${given.join(', ')})`;
}
