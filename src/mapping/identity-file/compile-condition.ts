import { BLANK, DIFFERENT, type Comparison, type Condition } from '../../identity/rules.ts';
import type { Path, Report } from '../problem.ts';
import { didYouMean } from '../../domain/suggest.ts';

/**
 * `close` is that level or a better one; `below close` is any worse one, `different` included; `different` and `blank`
 * are themselves; `or blank` may follow any.
 */
export function compileConditions(
  source: Readonly<Record<string, string>>,
  comparisons: readonly Comparison[],
  path: Path,
  report: Report,
): readonly Condition[] {
  if (Object.keys(source).length === 0) report(path, 'there is no condition', 'Add e.g. "email: same".');
  return Object.entries(source).flatMap(([name, text]): readonly Condition[] => {
    const comparison = comparisons.find((candidate) => candidate.name === name);
    if (comparison === undefined) {
      const names = comparisons.map((candidate) => candidate.name);
      report(
        [...path, name],
        `no comparison is named "${name}"`,
        didYouMean(name, names, 'Add it to "compare".'),
        'key',
      );
      return [];
    }
    const [, below, word = '', orBlank] = /^(below )?(.*?)( or blank)?$/u.exec(text) ?? [];
    const levels = comparison.levels.map((level) => level.name);
    const index = levels.indexOf(word);
    if (index === -1 && (below !== undefined || (word !== DIFFERENT && word !== BLANK))) {
      const choices = below === undefined ? [...levels, DIFFERENT, BLANK] : levels;
      report(
        [...path, name],
        `"${text}" is no level of ${name}`,
        didYouMean(word, choices, `Choose one of: ${choices.join(', ')}.`),
      );
      return [];
    }
    const accepted =
      index === -1
        ? [word]
        : below === undefined
          ? levels.slice(0, index + 1)
          : [...levels.slice(index + 1), DIFFERENT];
    const names = new Set(orBlank === undefined ? accepted : [...accepted, BLANK]);
    const weights = comparison.levels.filter((level) => names.has(level.name)).map(({ weight }) => weight);
    if (names.has(DIFFERENT)) weights.push(comparison.different.weight);
    return [{ comparison: name, levels: names, least: names.has(BLANK) ? null : Math.min(...weights) }];
  });
}
