import type { Agreements } from './agreement.ts';
import type { ScoreRule } from './rules.ts';

/** How sure it is that two records are the same. */
export interface Score {
  /** Bits of evidence for (positive) or against, without the prior. */
  readonly weight: number;
  /** 0 to 1, with the prior, by Bayes' rule. */
  readonly probability: number;
}

/** The score of a pair; null as soon as it is certain to stay below the threshold for `park`. */
export function scoreOf(rule: ScoreRule, agreements: Agreements): Score | null {
  const needed = logOdds(rule.park) - logOdds(rule.prior);
  const weights = new Map(rule.of.map((name) => [name, agreements.ceiling(name)]));
  for (const name of rule.of) {
    if (total(rule, weights) < needed) return null;
    weights.set(name, agreements.get(name).weight);
  }
  const weight = total(rule, weights);
  if (weight < needed) return null;
  const odds = 2 ** (weight + logOdds(rule.prior));
  return { weight, probability: odds === Infinity ? 1 : odds / (1 + odds) };
}

/**
 * The sum of the weights. Comparisons that tell of the same thing (colleagues share company, domain, street and city)
 * would count it again and again; of each such set only the strongest for and the strongest against count.
 */
function total({ of, together }: ScoreRule, weights: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const name of of) {
    if (!together.some((set) => set.includes(name))) sum += weights.get(name) ?? 0;
  }
  for (const set of together) {
    let strongest = 0;
    let against = 0;
    for (const name of set) {
      const weight = weights.get(name) ?? 0;
      if (weight > strongest) strongest = weight;
      if (weight < against) against = weight;
    }
    sum += strongest + against;
  }
  return sum;
}

const logOdds = (probability: number): number => Math.log2(probability / (1 - probability));
