import { agreementsOf, type Agreement, type Agreements } from './agreement.ts';
import type { Prepared } from './prepare.ts';
import type { Condition, EntityRules, IdentityRule, Outcome } from './rules.ts';
import { scoreOf, type Score } from './score.ts';

/** What the rules say of one pair of records. */
export interface Judgement {
  readonly outcome: Outcome;
  /** The rule that decided. */
  readonly rule: string;
  /** The comparisons that turned a link into a park; empty when nothing did. */
  readonly heldBackBy: readonly string[];
  /** From the score rule; null when there is none, or its threshold for `park` is not reached. */
  readonly score: Score | null;
  readonly reasons: readonly Reason[];
}

/** What one comparison found. It holds no values, so it may be shown and stored anywhere. */
export interface Reason extends Agreement {
  readonly comparison: string;
}

/** The first rule that holds for a pair decides. Null: no rule holds, they are not the same. Symmetric. */
export function judge(rules: EntityRules, a: Prepared, b: Prepared): Judgement | null {
  const agreements = agreementsOf(rules, a, b);
  for (const rule of rules.rules) {
    const wanted = outcomeOf(rule, agreements);
    if (wanted === null) continue;
    const held = wanted === 'link' ? rule.unless.find((set) => allHold(set, agreements)) : undefined;
    const scoring = rules.rules.find((one) => one.kind === 'score');
    return {
      outcome: held === undefined ? wanted : 'park',
      rule: rule.name,
      heldBackBy: (held ?? []).map(({ comparison }) => comparison),
      score: scoring === undefined ? null : scoreOf(scoring, agreements),
      reasons: [...rules.comparisons.keys()].map((comparison) => ({
        comparison,
        ...agreements.get(comparison),
      })),
    };
  }
  return null;
}

function outcomeOf(rule: IdentityRule, agreements: Agreements): Outcome | null {
  if (rule.kind === 'exact') return allHold(rule.when, agreements) ? rule.then : null;
  const score = scoreOf(rule, agreements);
  if (score === null) return null;
  return score.probability >= rule.link ? 'link' : 'park';
}

/** A condition that is out of reach is told by the ceiling, without comparing. */
const allHold = (conditions: readonly Condition[], agreements: Agreements): boolean =>
  conditions.every(
    ({ comparison, levels, least }) =>
      (least === null || agreements.ceiling(comparison) >= least) &&
      levels.has(agreements.get(comparison).level),
  );
