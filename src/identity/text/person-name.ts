import { fold, wordsOf } from './fold.ts';

/** Said before or after a name, by some and not by others. Folded. */
const TITLES: ReadonlySet<string> = new Set(
  (
    'mr mrs ms miss mx sir dr prof professor herr frau hr fr mag dipl ing dkfm di ddr monsieur madame mme mlle ' +
    'sr sra srta don dona sig signor signora jr junior senior ii iii iv phd md mba msc bsc bakk llm esq'
  ).split(' '),
);

/**
 * The words of a person's name, folded, titles and grades left out, in the order in which they stand. A name made of
 * nothing but titles keeps them: `Ing` is also a family name.
 */
export function personWords(name: string): readonly string[] {
  const words = wordsOf(fold(name));
  const kept = words.filter((word) => !TITLES.has(word));
  return kept.length === 0 ? words : kept;
}
