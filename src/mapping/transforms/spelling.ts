import { onText, plainKind } from './kind.ts';

export const trim = plainKind(
  {
    name: 'trim',
    meaning: 'Takes away spaces and line breaks at both ends.',
    examples: [
      { in: '  Anna ', out: 'Anna' },
      { in: '   ', out: null },
    ],
  },
  onText((text) => text.trim()),
);

export const collapseSpace = plainKind(
  {
    name: 'collapse-space',
    meaning: 'Makes every run of spaces, tabs and line breaks one space, and trims.',
    examples: [{ in: ' Main\tStreet \n 7', out: 'Main Street 7' }],
  },
  onText((text) => text.replace(/\s+/gu, ' ').trim()),
);

export const lower = plainKind(
  {
    name: 'lower',
    meaning: 'Makes all letters small.',
    examples: [{ in: 'Anna@ACME.com', out: 'anna@acme.com' }],
  },
  onText(settled((text) => text.toLowerCase())),
);

export const upper = plainKind(
  {
    name: 'upper',
    meaning: 'Makes all letters capital.',
    examples: [{ in: 'a-1010', out: 'A-1010' }],
  },
  onText(settled((text) => text.toUpperCase())),
);

export const title = plainKind(
  {
    name: 'title',
    meaning:
      'Gives each word a capital first letter, if the text is all small or all capital; mixed spelling is left as it is.',
    examples: [
      { in: 'ANNA-MARIA GRUBER', out: 'Anna-Maria Gruber' },
      { in: 'ronald mcdonald', out: 'Ronald Mcdonald' },
      { in: 'Ronald McDonald', out: 'Ronald McDonald' },
    ],
  },
  onText((text) => (isMixed(text) ? text : capitalised(text))),
);

const isMixed = (text: string): boolean => text !== text.toLowerCase() && text !== text.toUpperCase();

/** Letters without a single capital form (ß) stay small, so that a second pass changes nothing. */
const capitalised = (text: string): string =>
  text.toLowerCase().replace(/(?<![\p{L}\p{M}\p{N}'’])\p{Ll}/gu, (letter) => {
    const capital = letter.toUpperCase();
    return capital.length === letter.length ? capital : letter;
  });

/** A few letters change again when changed twice: go on until nothing does. */
function settled(change: (text: string) => string): (text: string) => string {
  const again = (text: string): string => {
    const next = change(text);
    return next === text ? text : again(next);
  };
  return again;
}
