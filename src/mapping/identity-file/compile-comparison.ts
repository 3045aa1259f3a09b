import { COMPARATORS } from '../../identity/compare/index.ts';
import { BLANK, DIFFERENT, weigh, type Comparison } from '../../identity/rules.ts';
import type { Path, Report } from '../problem.ts';
import { didYouMean } from '../../domain/suggest.ts';
import type { ComparisonDocument } from './document.ts';

/**
 * What one row of `compare` means; its name and levels must make sense. Null only for a comparator that is not known.
 */
export function compileComparison(
  name: string,
  source: ComparisonDocument,
  names: readonly string[],
  path: Path,
  report: Report,
): Comparison | null {
  const comparator = COMPARATORS[source.as];
  if (comparator === undefined) return null;
  if (!/^[\p{L}\p{N}_-]+$/u.test(name)) {
    report(path, `"${name}" cannot be the name of a comparison`, 'Use letters, digits, _ and - only.', 'key');
  }
  const swapped = source['swapped-with'];
  if (swapped !== undefined && (!names.includes(swapped) || swapped === name)) {
    const others = names.filter((other) => other !== name);
    report(
      [...path, 'swapped-with'],
      `no other comparison is named "${swapped}"`,
      didYouMean(swapped, others, 'Name a comparison of this file.'),
    );
  }
  const levels = Object.entries(source.levels).map(([level, { from, m, u }]) =>
    weigh({ name: level, from, m, u }),
  );
  checkLevels(levels, [...path, 'levels'], report);
  const rest = (key: 'm' | 'u'): number =>
    Math.max(1e-9, 1 - levels.reduce((sum, level) => sum + level[key], 0));
  const different = weigh({ m: rest('m'), u: rest('u') });
  const weightsBelow = (from: number): readonly number[] =>
    levels.filter((level) => level.from < from).map((level) => level.weight);
  return {
    name,
    fields: source.fields ?? [name],
    comparator,
    swappedWith: swapped ?? null,
    levels,
    different,
    best: Math.max(different.weight, ...levels.map(({ weight }) => weight)),
    bestUnequal: Math.max(different.weight, ...weightsBelow(1)),
  };
}

function checkLevels(levels: Comparison['levels'], path: Path, report: Report): void {
  if (levels.length === 0)
    report(path, 'there is no level', 'Add e.g. "same: { from: 1, m: 0.8, u: 0.001 }".');
  for (const [index, level] of levels.entries()) {
    const place = [...path, level.name];
    if (level.name === DIFFERENT || level.name === BLANK || !/^[\p{L}\p{N}_-]+$/u.test(level.name)) {
      report(
        place,
        `"${level.name}" cannot be the name of a level`,
        'Name it e.g. same, close or similar.',
        'key',
      );
    }
    const above = levels[index - 1];
    if (above !== undefined && level.from >= above.from) {
      report(
        [...place, 'from'],
        `"${level.name}" is never reached: "${above.name}" above it begins no higher`,
        'Put the levels in order, the highest first.',
      );
    }
  }
  for (const key of ['m', 'u'] as const) {
    const sum = levels.reduce((total, level) => total + level[key], 0);
    if (sum >= 1) {
      report(
        path,
        `the ${key} of all levels are ${sum.toFixed(3)} together`,
        'Leave something below 1 for "different".',
        'key',
      );
    }
  }
  const [best] = levels;
  if (best !== undefined && best.m <= best.u) {
    report(
      [...path, best.name],
      `"${best.name}" would speak against a match`,
      'Its m must be greater than its u: records that are the same agree more often.',
    );
  }
}
