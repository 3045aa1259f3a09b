import { onText, plainKind } from './kind.ts';

/** What the entities that editors write stand for; a number names any other character. */
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

/** Only what begins like a tag is one: `a < b` is text. Of scripts and styles the content is none. */
const UNSEEN = /<!--[\s\S]*?-->|<(script|style)\b[\s\S]*?<\/\1\s*>/giu;
const LINE_END = /<(?:br|\/p|\/div|\/li|\/tr|\/h[1-6])\b[^<>]*>/giu;
const TAG = /<\/?[a-z][^<>]*>/giu;

export const plain = plainKind(
  {
    name: 'plain',
    meaning: 'HTML as plain text: without tags, scripts and styles, with the line breaks.',
    examples: [
      { in: '<p>Wants a <b>demo</b></p><p>R&amp;D, 40 people</p>', out: 'Wants a demo\nR&D, 40 people' },
      { in: 'less < more', out: 'less < more' },
    ],
  },
  onText(unwrapped),
);

export const html = plainKind(
  {
    name: 'html',
    meaning: 'Plain text as HTML: what would be a tag is shown as it was typed, and line breaks are kept.',
    examples: [
      { in: 'R&D <anna@acme.com>\nwants a demo', out: 'R&amp;D &lt;anna@acme.com><br>wants a demo' },
    ],
  },
  onText((text) =>
    text
      .replace(/&(?!#?\w+;)/gu, '&amp;')
      .replace(/<(?!br>)/gu, '&lt;')
      .replace(/\r\n?|\n/gu, '<br>'),
  ),
);

/** Markup within markup, as when text was escaped twice. What is wrapped more often was not meant to be read. */
const MOST_WRAPPINGS = 8;

function unwrapped(text: string): string {
  let [before, now] = [text, withoutMarkup(text)];
  for (let round = 1; round < MOST_WRAPPINGS && now !== before; round += 1)
    [before, now] = [now, withoutMarkup(now)];
  return now;
}

function withoutMarkup(text: string): string {
  return text
    .replace(UNSEEN, '')
    .replace(LINE_END, '\n')
    .replace(TAG, '')
    .replace(
      /&(?:#(\d{1,6})|([a-z]{2,6}));/giu,
      (whole, code: string | undefined, name: string | undefined) =>
        name === undefined ? character(Number(code), whole) : (ENTITIES[name.toLowerCase()] ?? whole),
    )
    .replace(/[^\S\n]*\n[^\S\n]*/gu, '\n')
    .replace(/\n{3,}/gu, '\n\n')
    .trim();
}

/** Line ends and other signs that steer are no text. */
const character = (code: number, whole: string): string =>
  code >= 0x20 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : whole;
