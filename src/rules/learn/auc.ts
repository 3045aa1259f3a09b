import { Z, type Interval } from './interval.ts';

export interface Scored {
  readonly score: number;
  readonly won: boolean;
}

/**
 * How often a row that was won has the higher score of two, one won and one not; a tie is half (AUC). Exact, by
 * ranks, with the interval of E. R. DeLong, D. M. DeLong, D. L. Clarke-Pearson (Biometrics 44, 1988), calculated as
 * X. Sun and W. Xu do (IEEE Signal Processing Letters 21, 2014). The interval is symmetric in log odds, so that it
 * stays below 1 (M. S. Pepe, The Statistical Evaluation of Medical Tests, 2003, section 5.2). Null when all rows have
 * the same outcome.
 */
export function auc(scored: readonly Scored[]): Interval | null {
  const all = ranks(scored);
  const wins = scored.filter(({ won }) => won);
  const losses = scored.filter(({ won }) => !won);
  if (wins.length === 0 || losses.length === 0) return null;
  const rankOf = (own: ReadonlyMap<number, number>, score: number): number => own.get(score) ?? 0;
  const amongWins = ranks(wins);
  const amongLosses = ranks(losses);
  /** For each win the share of losses below it; for each loss the share of wins above it. */
  const above = wins.map(({ score }) => (rankOf(all, score) - rankOf(amongWins, score)) / losses.length);
  const below = losses.map(
    ({ score }) => 1 - (rankOf(all, score) - rankOf(amongLosses, score)) / wins.length,
  );
  const value = mean(above);
  const deviation = Math.sqrt(variance(above) / wins.length + variance(below) / losses.length);
  if (value === 0 || value === 1) return { value, low: value, high: value };
  const odds = Math.log(value / (1 - value));
  const reach = (Z * deviation) / (value * (1 - value));
  return { value, low: logistic(odds - reach), high: logistic(odds + reach) };
}

/** The rank of each score, from 1; those that are the same share the middle of their ranks. */
function ranks(scored: readonly Scored[]): ReadonlyMap<number, number> {
  const sorted = Float64Array.from(scored, ({ score }) => score).sort();
  const middle = new Map<number, number>();
  for (let at = 0; at < sorted.length;) {
    const score = sorted[at] ?? 0;
    let end = at + 1;
    while (sorted[end] === score) end += 1;
    middle.set(score, (at + 1 + end) / 2);
    at = end;
  }
  return middle;
}

const logistic = (odds: number): number => 1 / (1 + Math.exp(-odds));
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function variance(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}
