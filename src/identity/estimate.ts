import { BLANK, DIFFERENT, type Chances, type Comparison } from './rules.ts';
import type { Agreements } from './agreement.ts';

/** How many pairs agreed in the same way in every comparison. */
export interface Pattern {
  /** A level's name, `different` or `blank`, for each comparison in its order. */
  readonly levels: readonly string[];
  readonly count: number;
}

export interface Estimate {
  /** The share of the pairs that are the same. */
  readonly share: number;
  /** By comparison, then by level, `different` included. */
  readonly chances: ReadonlyMap<string, ReadonlyMap<string, Chances>>;
  readonly rounds: number;
}

const MOST_ROUNDS = 200;
const CLOSE_ENOUGH = 1e-6;
/** As if each level had been seen a little, so that none is impossible. */
const SMOOTHING = 0.5;

/** Counts pairs that agree alike: 100,000 pairs are a few hundred patterns. */
export function patternsOf(
  comparisons: readonly Comparison[],
  pairs: Iterable<Agreements>,
): readonly Pattern[] {
  const counts = new Map<string, { readonly levels: readonly string[]; count: number }>();
  for (const pair of pairs) {
    const levels = comparisons.map(({ name }) => pair.get(name).level);
    const key = levels.join('|');
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { levels, count: 1 });
    else known.count += 1;
  }
  return [...counts.values()];
}

/**
 * Finds m and u without being told which pairs are the same, by expectation maximisation: guess for each pattern how
 * likely it is the same, take the chances that follow from that guess, and guess again (A. P. Dempster, N. M. Laird, D.
 * B. Rubin, JRSS B 39, 1977; for record linkage W. E. Winkler, Using the EM Algorithm for Weight Computation in the
 * Fellegi-Sunter Model, ASA Section on Survey Research Methods, 1988).
 *
 * `u` comes from `unrelated`, the patterns of pairs picked without regard to their values, which are hardly ever the
 * same; only `m` and the share are estimated. It takes comparisons as independent of each other, so leave out those
 * that tell of the same thing.
 */
export function estimateChances(
  comparisons: readonly Comparison[],
  blocked: readonly Pattern[],
  unrelated: readonly Pattern[],
): Estimate {
  const u = comparisons.map((comparison, index) => shares(comparison, index, unrelated, () => 1));
  let m = comparisons.map((comparison) => started(comparison));
  let share = 0.1;
  let rounds = 0;
  for (let change = 1; change > CLOSE_ENOUGH && rounds < MOST_ROUNDS; rounds += 1) {
    const likely = new Map(blocked.map((pattern) => [pattern, likelihood(pattern, m, u, share)]));
    const weight = (pattern: Pattern): number => likely.get(pattern) ?? 0;
    const total = blocked.reduce((sum, { count }) => sum + count, 0);
    const next =
      blocked.reduce((sum, pattern) => sum + pattern.count * weight(pattern), 0) / Math.max(1, total);
    m = comparisons.map((comparison, index) => shares(comparison, index, blocked, weight));
    change = Math.abs(next - share);
    share = Math.min(0.999, Math.max(1e-6, next));
  }
  const chances = comparisons.map(({ name }, index): [string, ReadonlyMap<string, Chances>] => [
    name,
    new Map(
      [...(m[index] ?? [])].map(([level, value]) => [level, { m: value, u: u[index]?.get(level) ?? 0 }]),
    ),
  ]);
  return { share, chances: new Map(chances), rounds };
}

type Shares = ReadonlyMap<string, number>;

const levelsOf = ({ levels }: Comparison): readonly string[] => [
  ...levels.map(({ name }) => name),
  DIFFERENT,
];

/** Where to begin: most pairs that are the same agree fully. */
function started(comparison: Comparison): Shares {
  const names = levelsOf(comparison);
  return new Map(names.map((name, index) => [name, index === 0 ? 0.8 : 0.2 / (names.length - 1)]));
}

function shares(
  comparison: Comparison,
  index: number,
  patterns: readonly Pattern[],
  weight: (pattern: Pattern) => number,
): Shares {
  const counts = new Map(levelsOf(comparison).map((name) => [name, SMOOTHING]));
  for (const pattern of patterns) {
    const level = pattern.levels[index] ?? BLANK;
    if (level !== BLANK) counts.set(level, (counts.get(level) ?? 0) + pattern.count * weight(pattern));
  }
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return new Map([...counts].map(([level, count]) => [level, count / total]));
}

function likelihood(pattern: Pattern, m: readonly Shares[], u: readonly Shares[], share: number): number {
  let odds = share / (1 - share);
  for (const [index, level] of pattern.levels.entries()) {
    if (level !== BLANK) odds *= (m[index]?.get(level) ?? 1) / (u[index]?.get(level) ?? 1);
  }
  return odds === Infinity ? 1 : odds / (1 + odds);
}
