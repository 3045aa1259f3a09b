import type { Form } from './comparator.ts';
import { editSimilarity } from './edit-distance.ts';
import { jaroWinkler } from './jaro-winkler.ts';

/** Words less alike than this are different words. */
const SAME_WORD_FROM = 0.88;
/** Texts whose lengths differ by more than this share are not slips of each other. */
const SLIP_LENGTH = 0.25;
/** The most that names which are not the same words can reach. */
const NEARLY = 0.99;

/**
 * How alike two names of several words are, whatever their order: each word is held against the one most like it on the
 * other side, and counts by its length (A. Monge, C. Elkan, The Field Matching Problem: Algorithms and Applications,
 * KDD 1996; here from both sides, so that which name comes first does not matter). Names that differ in their blanks or
 * by a slip only (`north point`, `northpoint`) are alike, too.
 */
export function wordSimilarity(a: Form, b: Form): number {
  if (a.text === b.text) return 1;
  const inA = a.words.map(() => 0);
  const inB = b.words.map(() => 0);
  for (const [i, one] of a.words.entries()) {
    for (const [j, other] of b.words.entries()) {
      const alike = jaroWinkler(one, other);
      if (alike < SAME_WORD_FROM) continue;
      inA[i] = Math.max(inA[i] ?? 0, alike);
      inB[j] = Math.max(inB[j] ?? 0, alike);
    }
  }
  const byWords = (lettersFound(a, inA) + lettersFound(b, inB)) / (a.joined.length + b.joined.length);
  return Math.min(NEARLY, Math.max(byWords, slip(a.joined, b.joined)));
}

const lettersFound = ({ words }: Form, found: readonly number[]): number =>
  words.reduce((sum, word, index) => sum + word.length * (found[index] ?? 0), 0);

function slip(a: string, b: string): number {
  const longest = Math.max(a.length, b.length);
  return Math.abs(a.length - b.length) > SLIP_LENGTH * longest ? 0 : editSimilarity(a, b);
}
