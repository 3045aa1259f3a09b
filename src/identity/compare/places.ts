import { fold, wordsOf } from '../text/fold.ts';
import { streetNumbers, streetWords } from '../text/street.ts';
import { nameForm, textForm, wordsForm, type Comparator } from './comparator.ts';
import { editDistance } from './edit-distance.ts';
import { jaroWinkler } from './jaro-winkler.ts';
import { wordSimilarity } from './words.ts';

/** The most that two addresses in one street can reach when their numbers differ. */
const OTHER_NUMBER = 0.7;
const ONE_NUMBER_MISSING = 0.92;

export const street: Comparator = {
  meaning: 'a street with number, however it is abbreviated; another number is another address',
  fields: 'joined',
  form: (value) => wordsForm(streetWords(value)),
  similarity: (a, b) => {
    const alike = wordSimilarity(a, b);
    const [one, other] = [streetNumbers(a.words), streetNumbers(b.words)];
    if (one.length === 0 && other.length === 0) return alike;
    if (one.length === 0 || other.length === 0) return Math.min(alike, ONE_NUMBER_MISSING);
    return within(one, other) || within(other, one) ? alike : Math.min(alike, OTHER_NUMBER);
  },
};

const within = (some: readonly string[], others: readonly string[]): boolean =>
  some.every((number) => others.includes(number));

export const postalCode: Comparator = {
  meaning: 'a postal code; one slip, or the same beginning, is nearly the same',
  fields: 'any',
  form: (value) => textForm(fold(value).replaceAll(' ', '')),
  similarity: (a, b) => {
    if (a.text === b.text) return 1;
    if (editDistance(a.text, b.text) === 1) return 0.8;
    return a.text.slice(0, 3) === b.text.slice(0, 3) ? 0.6 : 0;
  },
};

export const text: Comparator = {
  meaning: 'a short text such as a city: case, accents and slips of the pen do not matter',
  fields: 'any',
  form: (value) => nameForm(wordsOf(fold(value))),
  similarity: (a, b) => jaroWinkler(a.text, b.text),
};

export const exact: Comparator = {
  meaning: 'a text that is the same or is not; case, accents and punctuation do not matter',
  fields: 'any',
  form: (value) => textForm(fold(value)),
  similarity: (a, b) => (a.text === b.text ? 1 : 0),
};
