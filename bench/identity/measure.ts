import { blockKeys } from '../../src/identity/block-keys.ts';
import { candidatePairs } from '../../src/identity/candidate-pairs.ts';
import { chooseAmong, type JudgedCandidate } from '../../src/identity/decide-identity.ts';
import { judge, type Judgement } from '../../src/identity/judge.ts';
import { prepare } from '../../src/identity/prepare.ts';
import type { EntityRules } from '../../src/identity/rules.ts';
import type { Labelled } from './datasets.ts';

export interface Tally {
  right: number;
  wrong: number;
}

export interface Measured {
  readonly records: number;
  /** Pairs of records that are truly the same. */
  readonly truePairs: number;
  /** Of those, the ones that share a block. */
  readonly blockedPairs: number;
  readonly link: Tally;
  readonly park: Tally;
  /** Records with an earlier twin, as they come in one after the other. */
  readonly returning: number;
  readonly decidedLink: Tally;
  readonly decidedPark: Tally;
  readonly falseLinks: readonly Judgement[];
  readonly skippedBlocks: number;
}

/**
 * What the rules make of records whose truth is known: of all pairs, and of each record as it comes in after those
 * before it in the list. In the second, a linked record joins its entity, and a parked or new one is an entity of its
 * own: nobody helps.
 */
export function measure(rules: EntityRules, records: readonly Labelled[]): Measured {
  const prepared = records.map(({ fields }) => prepare(rules, fields));
  const { pairs, skipped } = candidatePairs(
    prepared.map((record) => blockKeys(rules, record)),
    rules.largestBlock,
  );
  const link: Tally = { right: 0, wrong: 0 };
  const park: Tally = { right: 0, wrong: 0 };
  const falseLinks: Judgement[] = [];
  const before = new Map<number, { readonly index: number; readonly judgement: Judgement }[]>();
  let blockedPairs = 0;
  for (const [one, other] of pairs) {
    const [a, b] = [prepared[one], prepared[other]];
    if (a === undefined || b === undefined) continue;
    const same = records[one]?.entity === records[other]?.entity;
    if (same) blockedPairs += 1;
    const judgement = judge(rules, a, b);
    if (judgement === null) continue;
    const tally = judgement.outcome === 'link' ? link : park;
    tally[same ? 'right' : 'wrong'] += 1;
    if (!same && judgement.outcome === 'link') falseLinks.push(judgement);
    const earlier = before.get(other) ?? [];
    earlier.push({ index: one, judgement });
    before.set(other, earlier);
  }
  return {
    records: records.length,
    truePairs: countTrue(records),
    blockedPairs,
    link,
    park,
    ...decide(rules, records, before),
    falseLinks,
    skippedBlocks: skipped.length,
  };
}

function decide(
  rules: EntityRules,
  records: readonly Labelled[],
  before: ReadonlyMap<number, readonly { readonly index: number; readonly judgement: Judgement }[]>,
): Pick<Measured, 'returning' | 'decidedLink' | 'decidedPark'> {
  const decidedLink: Tally = { right: 0, wrong: 0 };
  const decidedPark: Tally = { right: 0, wrong: 0 };
  const given: string[] = [];
  const seen = new Set<string>();
  let returning = 0;
  for (const [index, record] of records.entries()) {
    if (seen.has(record.entity)) returning += 1;
    seen.add(record.entity);
    const judged = (before.get(index) ?? []).map(({ index: earlier, judgement }): JudgedCandidate => ({
      ref: { system: 'data', object: 'record', id: String(earlier) },
      entity: given[earlier] ?? null,
      ...judgement,
    }));
    const decision = chooseAmong(rules, judged);
    const isTwin = (candidate: JudgedCandidate): boolean =>
      records[Number(candidate.ref.id)]?.entity === record.entity;
    given[index] = decision.kind === 'link' ? (decision.candidate.entity ?? '') : `entity ${index}`;
    if (decision.kind === 'link') decidedLink[isTwin(decision.candidate) ? 'right' : 'wrong'] += 1;
    if (decision.kind === 'park') decidedPark[decision.candidates.some(isTwin) ? 'right' : 'wrong'] += 1;
  }
  return { returning, decidedLink, decidedPark };
}

const countTrue = (records: readonly Labelled[]): number =>
  [...Map.groupBy(records, ({ entity }) => entity).values()].reduce(
    (sum, { length }) => sum + (length * (length - 1)) / 2,
    0,
  );
