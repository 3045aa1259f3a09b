import type { EntityId } from '../domain/entity.ts';
import { refKey, type RecordRef } from '../domain/record.ts';
import type { Fields } from '../domain/value.ts';
import { judge, type Judgement } from './judge.ts';
import { prepare } from './prepare.ts';
import type { EntityRules } from './rules.ts';

/** A record that could be the same. */
export interface IdentityCandidate {
  readonly ref: RecordRef;
  /** The entity it is linked to; null when it is free. Records of one entity are one candidate. */
  readonly entity: EntityId | null;
  /** Canonical, as many of {@link neededFields} as are known. */
  readonly fields: Fields;
}

export interface JudgedCandidate extends Judgement {
  readonly ref: RecordRef;
  readonly entity: EntityId | null;
}

export type IdentityDecision =
  | { readonly kind: 'link'; readonly candidate: JudgedCandidate }
  /** Likeliest first. */
  | { readonly kind: 'park'; readonly candidates: readonly JudgedCandidate[] }
  | { readonly kind: 'new' };

/**
 * Which of the candidates a record is. It is linked only when the rules link it to one candidate and to no other: where
 * two pass, they may be each other's twins or two people, and a wrong link mixes two people's data while a missing one
 * does not. The order of the candidates does not matter.
 */
export function decideIdentity(
  rules: EntityRules,
  fields: Fields,
  candidates: readonly IdentityCandidate[],
): IdentityDecision {
  const prepared = prepare(rules, fields);
  const judged = candidates.flatMap(({ ref, entity, fields: theirs }): readonly JudgedCandidate[] => {
    const judgement = judge(rules, prepared, prepare(rules, theirs));
    return judgement === null ? [] : [{ ref, entity, ...judgement }];
  });
  return chooseAmong(rules, judged);
}

/** The decision from candidates that were judged already. */
export function chooseAmong(rules: EntityRules, judged: readonly JudgedCandidate[]): IdentityDecision {
  const order = new Map(rules.rules.map((rule, index) => [rule.name, index]));
  const sorted = judged.toSorted((a, b) => compareJudged(a, b, order));
  const candidates = [...Map.groupBy(sorted, (one) => one.entity ?? refKey(one.ref)).values()].flatMap(
    ([first]) => (first === undefined ? [] : [first]),
  );
  const [first, second] = candidates;
  if (first === undefined) return { kind: 'new' };
  if (first.outcome === 'link' && second?.outcome !== 'link') return { kind: 'link', candidate: first };
  return { kind: 'park', candidates };
}

/** Links before parks, then the earlier rule, then the higher score, then the ref, so that there is one order only. */
function compareJudged(a: JudgedCandidate, b: JudgedCandidate, order: ReadonlyMap<string, number>): number {
  if (a.outcome !== b.outcome) return a.outcome === 'link' ? -1 : 1;
  const byRule = (order.get(a.rule) ?? 0) - (order.get(b.rule) ?? 0);
  if (byRule !== 0) return byRule;
  const byScore = (b.score?.weight ?? 0) - (a.score?.weight ?? 0);
  if (byScore !== 0) return byScore;
  return refKey(a.ref) < refKey(b.ref) ? -1 : 1;
}
