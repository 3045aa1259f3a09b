import type { Path, Report } from '../../mapping/problem.ts';
import type { Axis, ScoringRules } from '../rules.ts';
import { capped } from '../score/engagement.ts';
import { toPoints } from '../score/points.ts';
import { GRADES, LEVELS } from '../score/scale.ts';

/** Tells of grades and levels that nobody can get: those that overlap, and those that are too high. */
export function checkScale(rules: ScoringRules, report: Report): void {
  checkThresholds(rules, 'fit', 'grades', GRADES.map(String), report);
  checkThresholds(rules, 'engagement', 'levels', LEVELS.map(String), report);
}

function checkThresholds(
  rules: ScoringRules,
  axis: Axis,
  key: 'grades' | 'levels',
  names: readonly string[],
  report: Report,
): void {
  const thresholds = rules.scale[key];
  const most = mostOf(rules, axis);
  for (const [index, threshold] of thresholds.entries()) {
    const name = names[index] ?? '';
    const path: Path = [key, name];
    const [above, better] = [thresholds[index - 1] ?? Infinity, names[index - 1] ?? ''];
    if (threshold >= above)
      report(
        path,
        `${name} begins at ${toPoints(threshold)} points and overlaps with ${better}, which begins at ${toPoints(above)}`,
        `Let ${name} begin below ${better}.`,
        'value',
        'overlapping-thresholds',
      );
    else if (threshold > most)
      report(
        path,
        `nobody can get ${name}: all signals of ${axis} give ${toPoints(most)} points at most`,
        'Lower it, or give signals more points or their groups a higher cap.',
        'value',
        'out-of-reach',
      );
  }
}

/** The most points that an axis can give: touchpoints may be any number. */
function mostOf({ groups, signals }: ScoringRules, axis: Axis): number {
  let total = 0;
  for (const [group, { axis: own, cap }] of groups.entries()) {
    if (own !== axis) continue;
    const gains = signals.filter((signal) => signal.group === group && signal.points > 0);
    const sum = gains.reduce(
      (all, { points, gives }) => all + (gives.kind === 'activity' ? Infinity : points),
      0,
    );
    total += capped(sum, cap);
  }
  return total;
}
