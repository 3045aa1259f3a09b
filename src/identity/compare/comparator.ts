/** A value made ready to be compared, so that it is normalised once and not for each pair. */
export interface Form {
  /** Two values are equal when their texts are. */
  readonly text: string;
  readonly words: readonly string[];
  /** The words as they stand, without blanks. */
  readonly joined: string;
}

/**
 * One way to compare. Laws that tests check: `similarity` is symmetric, between 0 and 1, and 1 exactly when the texts
 * are equal.
 */
export interface Comparator {
  /** What it compares and how, for the reader of the documentation. */
  readonly meaning: string;
  /** Several fields are one value (first and last name), or each stands for itself (phone, mobile phone). */
  readonly fields: 'joined' | 'any';
  /**
   * Whether few records share a value and every system stores it alike, so that a system can be asked for it: `whole`
   * as it is, `part` where the field does not also hold something else (the domain of a web site, but not that of an
   * address).
   */
  readonly lookup?: 'whole' | 'part';
  /** Null when the value says nothing, which is the same as blank. */
  form(value: string): Form | null;
  similarity(a: Form, b: Form): number;
}

/** A form of one text; null when it is empty. */
export const textForm = (text: string | null): Form | null =>
  text === null || text === '' ? null : { text, words: [text], joined: text };

/** A form of several words, equal to the same words in another order. */
export const wordsForm = (words: readonly string[]): Form | null =>
  words.length === 0 ? null : { text: words.toSorted().join(' '), words, joined: words.join('') };

/** A form of several words that are one (`Anna Maria`, `Annamaria`). */
export const nameForm = (words: readonly string[]): Form | null => {
  const joined = words.join('');
  return words.length === 0 ? null : { text: joined, words, joined };
};
