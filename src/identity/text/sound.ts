const GROUPS: readonly (readonly [letters: string, code: string])[] = [
  ['bfpv', '1'],
  ['cgjkqsxz', '2'],
  ['dt', '3'],
  ['l', '4'],
  ['mn', '5'],
  ['r', '6'],
];
const codeOf = (letter: string): string => GROUPS.find(([letters]) => letters.includes(letter))?.[1] ?? '';

/**
 * What a word sounds like, roughly: the consonant groups of Soundex (R. C. Russell, US patent 1,261,167, 1918), the
 * first letter by its group, too, so that `Carl` and `Karl` are one. At most four codes. Words without Latin letters:
 * their first four characters. Only to find candidates; never evidence.
 */
export function sound(word: string): string {
  if (!/^[a-z]/u.test(word)) return word.slice(0, 4);
  let code = '';
  let last = '';
  for (const letter of word) {
    const next = letter === 'h' || letter === 'w' ? last : codeOf(letter);
    if (next !== '' && next !== last) code += next;
    else if (code === '' && next === '') code = '0';
    last = next;
    if (code.length === 4) break;
  }
  return code;
}
