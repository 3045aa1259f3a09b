import { companyWords } from '../text/company-name.ts';
import { personWords } from '../text/person-name.ts';
import { nameForm, wordsForm, type Comparator, type Form } from './comparator.ts';
import { jaroWinkler } from './jaro-winkler.ts';
import { wordSimilarity } from './words.ts';

/** What part of a name can prove: `Anna` and `Anna Maria`, or `Gruber` and `Gruber-Huber`. */
const PART = 0.92;
/** What an initial can prove. */
const INITIAL = 0.85;

export const personName: Comparator = {
  meaning: 'a whole name, in any order of its words, without titles',
  fields: 'joined',
  form: (value) => wordsForm(personWords(value)),
  similarity: (a, b) => wordSimilarity(a, b),
};

export const givenName: Comparator = {
  meaning: 'a first name; one of several, or an initial, is nearly the same',
  fields: 'any',
  form: (value) => nameForm(personWords(value)),
  similarity: (a, b) => Math.max(spelling(a, b), isPart(a, b) ? PART : 0, isInitial(a, b) ? INITIAL : 0),
};

export const familyName: Comparator = {
  meaning: 'a last name; one of two is nearly the same',
  fields: 'any',
  form: (value) => nameForm(personWords(value)),
  similarity: (a, b) => Math.max(spelling(a, b), isPart(a, b) ? PART : 0),
};

export const companyName: Comparator = {
  meaning: 'the name of a company, in any order of its words, without legal form',
  fields: 'any',
  form: (value) => wordsForm(companyWords(value)),
  similarity: (a, b) => wordSimilarity(a, b),
};

const spelling = (a: Form, b: Form): number => jaroWinkler(a.joined, b.joined);

function isPart(a: Form, b: Form): boolean {
  const [few, many] = a.words.length <= b.words.length ? [a.words, b.words] : [b.words, a.words];
  return few.length < many.length && few.every((word) => word.length > 1 && many.includes(word));
}

/** `J` or `J R` for `John Robert`. */
function isInitial(a: Form, b: Form): boolean {
  const short = (form: Form): boolean => form.words.every((word) => word.length === 1);
  if (short(a) === short(b)) return false;
  const [initials, names] = short(a) ? [a.words, b.words] : [b.words, a.words];
  return initials.every((initial, index) => names[index]?.startsWith(initial) === true);
}
