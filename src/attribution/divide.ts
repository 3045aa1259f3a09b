/** As fine as a double is. */
const BITS = 52;

/**
 * Divides a whole number of units by weights, so that the parts sum to it exactly: each gets its quota rounded down, and
 * what is left goes, a unit each, to the largest remainders; of equal ones to the first (Hamilton's method; M. L.
 * Balinski, H. P. Young, Fair Representation, 2nd ed. 2001). A negative number is divided as its opposite is.
 *
 * Weights are finite, not negative and not all 0; only their proportions count.
 */
export function divide(units: bigint, weights: readonly number[]): readonly bigint[] {
  const whole = units < 0n ? -units : units;
  const scaled = wholeWeights(weights);
  const total = scaled.reduce((sum, weight) => sum + weight, 0n);
  const products = scaled.map((weight) => whole * weight);
  const parts = products.map((product) => product / total);
  const left = Number(whole - parts.reduce((sum, part) => sum + part, 0n));
  if (left > 0) {
    const remainders = products.map((product) => Number(product % total));
    const byRemainder = remainders
      .map((_, index) => index)
      .sort((a, b) => (remainders[b] ?? 0) - (remainders[a] ?? 0) || a - b);
    for (const index of byRemainder.slice(0, left)) parts[index] = (parts[index] ?? 0n) + 1n;
  }
  return units < 0n ? parts.map((part) => -part) : parts;
}

/** Times a power of two, which loses nothing, then rounded: equal weights stay equal, and whole proportions whole. */
function wholeWeights(weights: readonly number[]): readonly bigint[] {
  const most = weights.reduce((a, b) => Math.max(a, b), 0);
  if (!(most > 0 && most < Infinity)) throw new Error('there is nothing to divide by');
  const unit = 2 ** Math.floor(Math.log2(most));
  return weights.map((weight) => BigInt(Math.round((weight / unit) * 2 ** BITS)));
}
