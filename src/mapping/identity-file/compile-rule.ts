import {
  BLANK,
  DIFFERENT,
  type Comparison,
  type Condition,
  type IdentityRule,
} from '../../identity/rules.ts';
import type { Path, Report } from '../problem.ts';
import { didYouMean } from '../../domain/suggest.ts';
import { compileConditions } from './compile-condition.ts';
import type { RuleDocument } from './document.ts';

const EXACT_KEYS = ['when', 'then'] as const;
const SCORE_KEYS = ['score', 'together', 'prior', 'link', 'park'] as const;

/** What one rule means: either `when` and `then`, or a score with its two thresholds. Null when it is neither. */
export function compileRule(
  source: RuleDocument,
  comparisons: readonly Comparison[],
  path: Path,
  report: Report,
): IdentityRule | null {
  const unless = (source.unless ?? []).map((set, index) =>
    compileConditions(set, comparisons, [...path, 'unless', index], report),
  );
  if ((source.when === undefined) === (source.score === undefined)) {
    report(
      path,
      `rule "${source.name}" needs either "when" or "score"`,
      'Say when it holds, or what is added up.',
    );
    return null;
  }
  const strange = (source.when === undefined ? EXACT_KEYS : SCORE_KEYS).filter(
    (key) => source[key] !== undefined,
  );
  for (const key of strange) {
    const kind = source.when === undefined ? 'score' : 'when';
    report([...path, key], `"${key}" has no meaning in a rule with "${kind}"`, 'Remove it.', 'key');
  }
  return source.when === undefined
    ? compileScore(source, unless, comparisons, path, report)
    : compileExact(source, source.when, unless, comparisons, path, report);
}

function compileExact(
  source: RuleDocument,
  written: Readonly<Record<string, string>>,
  unless: readonly (readonly Condition[])[],
  comparisons: readonly Comparison[],
  path: Path,
  report: Report,
): IdentityRule {
  const when = compileConditions(written, comparisons, [...path, 'when'], report);
  if (source.then === undefined)
    report(path, `rule "${source.name}" does not say what then`, 'Add "then: link" or "then: park".');
  const proves = when.some(({ levels }) => !levels.has(BLANK) && !levels.has(DIFFERENT));
  if (when.length === Object.keys(written).length && when.length > 0 && !proves) {
    report(
      [...path, 'when'],
      'this holds for records of which nothing agrees',
      'Let at least one comparison agree, without "or blank".',
      'key',
    );
  }
  if (source.then === 'park' && unless.length > 0) {
    report(
      [...path, 'unless'],
      '"unless" turns a link into a park; this rule parks anyway',
      'Remove it.',
      'key',
    );
  }
  return { kind: 'exact', name: source.name, when, then: source.then ?? 'park', unless };
}

function compileScore(
  source: RuleDocument,
  unless: readonly (readonly Condition[])[],
  comparisons: readonly Comparison[],
  path: Path,
  report: Report,
): IdentityRule {
  const names = comparisons.map(({ name }) => name);
  const of = source.score ?? [];
  for (const [index, name] of of.entries()) {
    if (!names.includes(name))
      report(
        [...path, 'score', index],
        `no comparison is named "${name}"`,
        didYouMean(name, names, 'Add it to "compare".'),
      );
  }
  const together = source.together ?? [];
  for (const [set, members] of together.entries()) {
    for (const [index, name] of members.entries()) {
      const place = [...path, 'together', set, index];
      if (!of.includes(name))
        report(place, `"${name}" is not in "score"`, didYouMean(name, of, 'Add it there.'));
      else if (together.flat().filter((member) => member === name).length > 1)
        report(place, `"${name}" is in "together" twice`, 'Keep it in one set.');
    }
  }
  for (const key of ['prior', 'link', 'park'] as const) {
    if (source[key] === undefined)
      report(path, `"${key}" is missing`, 'Add it, a probability between 0 and 1.');
  }
  const { prior = 0.5, link = 1, park = 1 } = source;
  if (source.link !== undefined && source.park !== undefined && park > link)
    report(
      [...path, 'park'],
      'nothing would be parked: "park" is above "link"',
      'Make it smaller than "link".',
    );
  return { kind: 'score', name: source.name, of, together, prior, link, park, unless };
}
