import type { Form } from './compare/comparator.ts';
import type { Prepared } from './prepare.ts';
import { BLANK, DIFFERENT, type Comparison, type EntityRules } from './rules.ts';

/** On which level two records agree in one comparison. */
export interface Agreement {
  /** A level's name, `different`, or `blank` when one of the two has nothing to compare. */
  readonly level: string;
  /** 0 to 1; null when blank. */
  readonly similarity: number | null;
  /** In bits; 0 when blank, as a blank says nothing. */
  readonly weight: number;
}

/** Two records held against each other. Comparing is what costs, so each comparison waits until it is asked for. */
export interface Agreements {
  get(comparison: string): Agreement;
  /** The most that its weight can be, found without comparing. */
  ceiling(comparison: string): number;
}

/**
 * What values in each other's place (first name in the last name's field) can prove: both are there, but somebody mixed
 * them up.
 */
const SWAPPED = 0.95;

const NOTHING: Agreement = { level: BLANK, similarity: null, weight: 0 };

/** Holds two records against each other. Which of the two is named first does not matter. */
export function agreementsOf(rules: EntityRules, a: Prepared, b: Prepared): Agreements {
  const known = new Map<string, Agreement>();
  const get = (name: string): Agreement => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const comparison = rules.comparisons.get(name);
    const found = comparison === undefined ? NOTHING : agree(comparison, a, b);
    known.set(name, found);
    return found;
  };
  return {
    get,
    ceiling(name) {
      const comparison = rules.comparisons.get(name);
      const found = known.get(name);
      if (found !== undefined || comparison === undefined) return found?.weight ?? 0;
      const ours = a.get(name) ?? [];
      const theirs = b.get(name) ?? [];
      if (ours.length === 0 || theirs.length === 0)
        return comparison.swappedWith === null ? 0 : Math.max(0, comparison.bestUnequal);
      const equal = ours.some(({ text }) => theirs.some((form) => form.text === text));
      return equal ? comparison.best : comparison.bestUnequal;
    },
  };
}

function agree(comparison: Comparison, a: Prepared, b: Prepared): Agreement {
  const similarity = similarityOf(comparison, a, b);
  if (similarity === null) return NOTHING;
  const level = comparison.levels.find(({ from }) => similarity >= from);
  return level === undefined
    ? { level: DIFFERENT, similarity, weight: comparison.different.weight }
    : { level: level.name, similarity, weight: level.weight };
}

function similarityOf(comparison: Comparison, a: Prepared, b: Prepared): number | null {
  const { name, swappedWith } = comparison;
  const straight = alike(comparison, a.get(name), b.get(name));
  if (straight === 1 || swappedWith === null) return straight;
  const one = alike(comparison, a.get(name), b.get(swappedWith));
  const other = alike(comparison, a.get(swappedWith), b.get(name));
  if (one === null || other === null) return straight;
  const swapped = Math.min(one, other) * SWAPPED;
  return straight === null || swapped > straight ? swapped : straight;
}

/** Of several values each (phone, mobile phone), the two that are most alike. */
function alike(
  { comparator }: Comparison,
  some: readonly Form[] = [],
  others: readonly Form[] = [],
): number | null {
  let most: number | null = null;
  for (const one of some) {
    for (const other of others) {
      const found = one.text === other.text ? 1 : comparator.similarity(one, other);
      if (most === null || found > most) most = found;
    }
  }
  return most;
}
