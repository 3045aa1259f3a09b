import { agreementsOf, type Agreements } from '../../src/identity/agreement.ts';
import { blockKeys } from '../../src/identity/block-keys.ts';
import { candidatePairs } from '../../src/identity/candidate-pairs.ts';
import { estimateChances, patternsOf, type Estimate } from '../../src/identity/estimate.ts';
import { prepare } from '../../src/identity/prepare.ts';
import type { EntityRules } from '../../src/identity/rules.ts';
import type { Labelled } from './datasets.ts';

/**
 * How far apart in the list two records are that are taken as unrelated. Several, so that no order of the list shows.
 */
const STRIDES = [97, 151, 199, 251, 307, 353, 401, 449];

/** m and u of these records, found without looking at who is who. */
export function estimateFrom(rules: EntityRules, records: readonly Labelled[]): Estimate {
  const prepared = records.map(({ fields }) => prepare(rules, fields));
  const score = rules.rules.find((rule) => rule.kind === 'score');
  const comparisons = [...rules.comparisons.values()].filter(({ name }) => score?.of.includes(name) === true);
  const { pairs } = candidatePairs(
    prepared.map((record) => blockKeys(rules, record)),
    rules.largestBlock,
  );
  const agreed = (one: number, other: number): Agreements =>
    agreementsOf(rules, prepared[one] ?? new Map(), prepared[other % prepared.length] ?? new Map());
  const unrelated = STRIDES.flatMap((stride) => prepared.map((_, index) => agreed(index, index + stride)));
  return estimateChances(
    comparisons,
    patternsOf(
      comparisons,
      pairs.map(([one, other]) => agreed(one, other)),
    ),
    patternsOf(comparisons, unrelated),
  );
}
