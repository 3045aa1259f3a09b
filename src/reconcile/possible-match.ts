import type { EntityId } from '../domain/entity.ts';
import type { Failure } from '../domain/failure.ts';
import type { AwaitedRecord } from '../domain/plan.ts';
import { refKey, type RecordRef } from '../domain/record.ts';
import type { JudgedCandidate } from '../identity/decide-identity.ts';
import { BLANK } from '../identity/rules.ts';
import { sidesOf, type EntityView, type IdentityVerdict } from './view.ts';

/** Of very many, who could be it is told by its likeliest. */
const SHOWN = 5;

/**
 * What to tell of an entity that could be one of some records: which, by which rule, how likely and why. It holds ids and
 * levels, never a value of somebody else's record. It is looked at again when one of them has found its counterpart.
 */
export function possibleMatch(
  view: EntityView,
  candidates: readonly JudgedCandidate[],
  { rivals, from }: IdentityVerdict,
): { readonly failure: Failure; readonly waitsFor: readonly AwaitedRecord[] } {
  const shown = candidates.slice(0, SHOWN);
  const count = candidates.length === 1 ? '1 record' : `${candidates.length} records`;
  const others = rivals.slice(0, SHOWN).map(({ ref }) => refKey(ref));
  const message = [
    `${count} could be this one: ${shown.map(inWords).join('; ')}`,
    ...(others.length === 0 ? [] : [`but so could be, as like it as this one: ${others.join(', ')}`]),
  ].join('; ');
  const own = [...sidesOf(view).values()]
    .map((side) => side.record.ref)
    .filter((ref) => from.includes(ref.system));
  const awaited = (entity: EntityId | null, records: readonly RecordRef[]): readonly AwaitedRecord[] =>
    entity === null ? [] : records.map((ref) => ({ entity, system: ref.system, object: ref.object }));
  return {
    failure: {
      kind: 'ambiguous-match',
      code: 'POSSIBLE_MATCH',
      message,
      meaning: 'Records look like the same one, but not surely, so none was linked and none was created.',
      fix:
        'If they are the same, give them the same e-mail address, or merge those of one system; if they are not, fill in ' +
        `what tells them apart. Then it goes on by itself (entity ${view.claimed.id}).`,
      actor: 'revops',
      candidates: candidates.map(({ ref }) => ref),
      likeness: candidates.map((candidate) => ({
        ref: candidate.ref,
        rule: candidate.rule,
        probability: candidate.score?.probability ?? null,
        levels: levelsOf(candidate),
      })),
    },
    waitsFor: [
      ...candidates.flatMap(({ entity }) => awaited(entity, own)),
      ...rivals.flatMap(({ entity }) =>
        awaited(
          entity,
          candidates.map(({ ref }) => ref),
        ),
      ),
    ].filter((record) => record.entity !== view.claimed.id),
  };
}

const levelsOf = ({ reasons }: JudgedCandidate): Readonly<Record<string, string>> =>
  Object.fromEntries(
    reasons.filter(({ level }) => level !== BLANK).map(({ comparison, level }) => [comparison, level]),
  );

function inWords(candidate: JudgedCandidate): string {
  const { ref, rule, score, heldBackBy } = candidate;
  const likely = score === null ? '' : `, ${(score.probability * 100).toFixed(1)} % likely`;
  const held = heldBackBy.length === 0 ? '' : `, held back by ${heldBackBy.join(' and ')}`;
  const levels = Object.entries(levelsOf(candidate)).map(([name, level]) => `${name} ${level}`);
  return `${refKey(ref)} (${rule}${likely}${held}: ${levels.join(', ')})`;
}
