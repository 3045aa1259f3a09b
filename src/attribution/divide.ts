/** As fine as a double is. */
const BITS = 52;

/**
 * Divides a whole number of units by weights, so that the parts sum to it exactly: each gets its quota rounded down, and
 * what is left goes, a unit each, to the largest remainders; of equal ones to the larger weight, then to the first
 * (Hamilton's method; M. L. Balinski, H. P. Young, Fair Representation, 2nd ed. 2001). A negative number is divided as its
 * opposite is.
 *
 * Weights are finite, not negative and not all 0; only their proportions count.
 */
export function divide(units: bigint, weights: readonly number[]): readonly bigint[] {
  const groups = groupsOf(weights);
  shareOut(units < 0n ? -units : units, groups);
  const sign = units < 0n ? -1n : 1n;
  for (const group of groups.values()) {
    group.part *= sign;
    group.more = group.part + sign;
  }
  return weights.map((weight) => {
    const group = groups.get(weight);
    if (group === undefined) return 0n;
    group.extra -= 1;
    return group.extra >= 0 ? group.more : group.part;
  });
}

/** All that weigh the same. Most models know few weights, so that whole numbers of any size cost next to nothing. */
interface Group {
  readonly weight: number;
  count: number;
  /** What each of them gets, */
  part: bigint;
  /** but for so many, which get the next unit. */
  extra: number;
  more: bigint;
}

function groupsOf(weights: readonly number[]): ReadonlyMap<number, Group> {
  const groups = new Map<number, Group>();
  for (const weight of weights) {
    if (weight === 0) continue;
    const group = groups.get(weight);
    if (group === undefined) groups.set(weight, { weight, count: 1, part: 0n, extra: 0, more: 0n });
    else group.count += 1;
  }
  return groups;
}

function shareOut(whole: bigint, groups: ReadonlyMap<number, Group>): void {
  let most = 0;
  for (const weight of groups.keys()) most = Math.max(most, weight);
  if (!(most > 0 && most < Infinity)) throw new Error('there is nothing to divide by');
  // Divided by a power of two, which loses nothing, then rounded: equal weights stay equal, and whole proportions whole.
  const unit = 2 ** Math.floor(Math.log2(most));
  const scaled = [...groups.values()].map((group) => ({
    group,
    share: BigInt(Math.round((group.weight / unit) * 2 ** BITS)),
  }));
  const total = scaled.reduce((sum, { group, share }) => sum + BigInt(group.count) * share, 0n);
  let given = 0n;
  const rests = scaled.map(({ group, share }) => {
    const product = whole * share;
    group.part = product / total;
    given += BigInt(group.count) * group.part;
    return { group, remainder: Number(product - group.part * total) };
  });
  rests.sort((a, b) => b.remainder - a.remainder || b.group.weight - a.group.weight);
  let left = Number(whole - given);
  for (const { group } of rests) {
    group.extra = Math.min(left, group.count);
    left -= group.extra;
  }
}
