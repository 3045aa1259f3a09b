/** How much a common beginning counts, for each of its letters, and how many letters of it count. Winkler's values. */
const PREFIX_WEIGHT = 0.1;
const PREFIX_LENGTH = 4;
/** Below this a common beginning is chance. */
const BOOST_FROM = 0.7;

/**
 * How alike two short texts are: 0 nothing in common, 1 equal. Made for names: it forgives swapped and missing letters,
 * and most of all at the end.
 *
 * Letters are common when they are equal and at most half the longer text's length, less one, apart (M. A. Jaro,
 * Advances in Record-Linkage Methodology as Applied to Matching the 1985 Census of Tampa, Florida, JASA 84, 1989).
 * Equal first letters raise the result (W. E. Winkler, String Comparator Metrics and Enhanced Decision Rules in the
 * Fellegi-Sunter Model of Record Linkage, ASA Section on Survey Research Methods, 1990). Which text comes first does
 * not matter: they are put in order, as which of several equal letters are paired would otherwise depend on it.
 */
export function jaroWinkler(one: string, other: string): number {
  if (one === other) return 1;
  const swap = one.length > other.length || (one.length === other.length && one > other);
  const similarity = swap ? jaro(other, one) : jaro(one, other);
  if (similarity <= BOOST_FROM) return similarity;
  let prefix = 0;
  const most = Math.min(PREFIX_LENGTH, one.length, other.length);
  while (prefix < most && one[prefix] === other[prefix]) prefix += 1;
  return similarity + prefix * PREFIX_WEIGHT * (1 - similarity);
}

function jaro(short: string, long: string): number {
  if (short.length === 0) return 0;
  const reach = Math.max(0, Math.floor(long.length / 2) - 1);
  const taken = new Uint8Array(long.length);
  let common = '';
  for (let i = 0; i < short.length; i += 1) {
    const end = Math.min(long.length, i + reach + 1);
    for (let j = Math.max(0, i - reach); j < end; j += 1) {
      if (taken[j] === 0 && short[i] === long[j]) {
        taken[j] = 1;
        common += short[i] ?? '';
        break;
      }
    }
  }
  if (common === '') return 0;
  let outOfPlace = 0;
  for (let j = 0, k = 0; j < long.length; j += 1) {
    if (taken[j] === 1) {
      if (common[k] !== long[j]) outOfPlace += 1;
      k += 1;
    }
  }
  const m = common.length;
  return (m / short.length + m / long.length + (m - outOfPlace / 2) / m) / 3;
}
