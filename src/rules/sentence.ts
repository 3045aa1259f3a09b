import type { DecidedIntent } from './decision.ts';
import type { ScoringRules } from './rules.ts';
import type { GivenSignal } from './score/score.ts';
import { fillTemplate, withCount, type ReadName } from './template.ts';

/** The most that the sentence tells of why now. */
const MOST_REASONS = 3;

/**
 * One sentence for the rep: the reasons of the intents in the order of the file, then those of the signals that give
 * most, then who it is. What has a blank in it is left out.
 */
export function sentenceOf(
  { reasons: reasonsOfSignals, facts }: ScoringRules,
  intents: readonly DecidedIntent[],
  given: readonly GivenSignal[],
  read: ReadName,
): string {
  const reasons = new Set(intents.flatMap(({ reason }) => reason ?? []));
  for (const { name, points, count } of given) {
    if (points <= 0 || reasons.size >= MOST_REASONS) break;
    const template = reasonsOfSignals.get(name);
    const reason = template === undefined ? null : fillTemplate(template, withCount(count, read));
    if (reason !== null) reasons.add(reason);
  }
  const known = facts.flatMap((fact) => fillTemplate(fact, read) ?? []).join(', ');
  return [...[...reasons].slice(0, MOST_REASONS), ...(known === '' ? [] : [known])].join('; ');
}
