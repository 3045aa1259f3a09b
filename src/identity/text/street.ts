import { fold, wordsOf } from './fold.ts';

/** Ways to write the same, in the shortest of them. Folded. */
const SHORT: Readonly<Record<string, string>> = {
  street: 'st',
  strasse: 'str',
  avenue: 'ave',
  av: 'ave',
  avenida: 'ave',
  road: 'rd',
  boulevard: 'blvd',
  blv: 'blvd',
  lane: 'ln',
  la: 'ln',
  drive: 'dr',
  place: 'pl',
  platz: 'pl',
  square: 'sq',
  court: 'ct',
  crescent: 'cres',
  circuit: 'cct',
  highway: 'hwy',
  parkway: 'pkwy',
  terrace: 'ter',
  gasse: 'g',
  close: 'cl',
  way: 'wy',
  north: 'n',
  south: 's',
  east: 'e',
  west: 'w',
  first: '1',
  second: '2',
  third: '3',
  fourth: '4',
  fifth: '5',
  sixth: '6',
  seventh: '7',
  eighth: '8',
  ninth: '9',
  tenth: '10',
  '1st': '1',
  '2nd': '2',
  '3rd': '3',
  saint: 'st',
  number: 'no',
  suite: 'ste',
  floor: 'fl',
  apartment: 'apt',
  building: 'bldg',
};

/**
 * The words of a street address, folded and abbreviated. `Hauptstraße 5` → `hauptstr`, `5`; `5th Avenue` → `5`, `ave`.
 */
export const streetWords = (street: string): readonly string[] =>
  wordsOf(fold(street)).map((word) => {
    const known = SHORT[word];
    if (known !== undefined) return known;
    return word.replace(/^(\d+)th$/u, '$1').replace(/strasse$/u, 'str');
  });

/** The numbers of a street address, e.g. of house and flat, in their order. */
export const streetNumbers = (words: readonly string[]): readonly string[] =>
  words.filter((word) => /^\d/u.test(word));
