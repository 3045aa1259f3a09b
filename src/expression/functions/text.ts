import { BOOLEAN, TEXT } from '../types.ts';
import { plainFunction, type FunctionExample, type FunctionKind } from './kind.ts';
import { making, reading, text } from './subject.ts';

const test = (
  name: string,
  meaning: string,
  examples: readonly FunctionExample[],
  apply: (subject: string, part: string) => boolean,
): FunctionKind =>
  plainFunction(
    { name, form: `text.${name}("part")`, meaning, examples },
    { takes: [['text'], ['text']], gives: BOOLEAN },
    reading((subject, args) => apply(subject, text(args[1]))),
  );

const spelling = (
  name: string,
  meaning: string,
  examples: readonly FunctionExample[],
  apply: (subject: string) => string,
): FunctionKind =>
  plainFunction(
    { name, form: `${name}(text)`, meaning, examples },
    { takes: [['text']], gives: TEXT },
    making((subject) => apply(subject)),
  );

const asciiOnly = (pattern: RegExp, change: (letters: string) => string) => (subject: string) =>
  subject.replace(pattern, change);

export const TEXT_FUNCTIONS: readonly FunctionKind[] = [
  test(
    'contains',
    'Whether the text has the part in it. Large and small letters differ.',
    [
      { text: 'jobTitle.contains("IT")', gives: true },
      { text: 'lower(jobTitle).contains("it")', gives: true },
      { text: 'city.contains("York")', unknown: true },
    ],
    (subject, part) => subject.includes(part),
  ),
  test(
    'startsWith',
    'Whether the text begins with the part.',
    [{ text: 'jobTitle.startsWith("Head")', gives: true }],
    (subject, part) => subject.startsWith(part),
  ),
  test(
    'endsWith',
    'Whether the text ends with the part.',
    [{ text: 'email.endsWith("@acme.com")', gives: true }],
    (subject, part) => subject.endsWith(part),
  ),
  spelling(
    'lower',
    'The text in small letters, of any language.',
    [{ text: 'lower("GRÜẞE")', gives: 'grüße' }],
    (subject) => subject.toLowerCase(),
  ),
  spelling(
    'upper',
    'The text in capital letters, of any language.',
    [{ text: 'upper(country)', gives: 'DE' }],
    (subject) => subject.toUpperCase(),
  ),
  spelling(
    'lowerAscii',
    'The text with A to Z in small letters; other letters stay.',
    [{ text: 'lowerAscii("Über ACME")', gives: 'Über acme' }],
    asciiOnly(/[A-Z]+/g, (letters) => letters.toLowerCase()),
  ),
  spelling(
    'upperAscii',
    'The text with a to z in capital letters; other letters stay.',
    [{ text: 'upperAscii("für acme")', gives: 'FüR ACME' }],
    asciiOnly(/[a-z]+/g, (letters) => letters.toUpperCase()),
  ),
  spelling(
    'trim',
    'The text without blanks around it.',
    [{ text: 'trim("  Anna ")', gives: 'Anna' }],
    (subject) => subject.trim(),
  ),
];
