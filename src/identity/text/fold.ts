/** Letters that Unicode does not take apart into a plain letter and a mark. */
const PLAIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
};

/** Letters without their accents, however they were encoded. */
export const withoutMarks = (text: string): string => text.normalize('NFKD').replace(/\p{M}+/gu, '');

/**
 * Text as it is compared: lower case, without accents and punctuation, words a single blank apart. `Müller & Söhne` and
 * `MULLER, SOHNE` are the same. Apostrophes join (`O'Brien` → `obrien`), other marks separate. Empty when no letter or
 * digit is left.
 */
export const fold = (text: string): string =>
  withoutMarks(text)
    .toLowerCase()
    // Lower case can bring marks of its own: İ.
    .replace(/\p{M}+/gu, '')
    .replace(/[ßæœøłđðþħı]/gu, (letter) => PLAIN[letter] ?? letter)
    .replace(/['’`´ʼ]/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

export const wordsOf = (folded: string): readonly string[] => (folded === '' ? [] : folded.split(' '));
