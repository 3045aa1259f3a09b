import { z } from 'zod';
import type { Transform } from '../transform.ts';
import { failed, kindWith, ok, onText, plainKind } from './kind.ts';

export const text = plainKind(
  {
    name: 'text',
    meaning: 'Numbers and yes/no values as text, for fields that keep them so.',
    examples: [
      { in: 12500, out: '12500' },
      { in: true, out: 'true' },
    ],
  },
  (value) => ok(typeof value === 'number' || typeof value === 'boolean' ? String(value) : value),
);

export const number = kindWith(
  {
    name: 'number',
    meaning:
      'A number written as text, with or without thousands separators and currency signs. Fails when it is none.',
    argument: 'the decimal mark, `.` (default) or `,`',
    examples: [
      { in: '$1,250,000.50', out: 1250000.5 },
      { argument: ',', in: '1.250.000,50 €', out: 1250000.5 },
      { in: 'about 50', fails: 'is not a number' },
    ],
  },
  z.enum(['.', ',']).default('.'),
  (mark) => {
    const separators = mark === '.' ? /[,'’\s]/gu : /[.'’\s]/gu;
    return onText((value) => {
      const bare = value
        .replace(separators, '')
        .replace(/^\p{Sc}|\p{Sc}$/gu, '')
        .replace(mark, '.');
      return /^[-+]?\d+(\.\d+)?$/u.test(bare) ? ok(Number(bare)) : failed('is not a number');
    });
  },
);

export const truncate = kindWith(
  {
    name: 'truncate',
    meaning:
      'Cuts text to a number of characters. The other side keeps the whole; it is cut only where it is written.',
    argument: 'the most characters to keep',
    examples: [
      { argument: 8, in: 'Vice President', out: 'Vice Pre' },
      { argument: 8, in: 'Director', out: 'Director' },
    ],
  },
  z.int().min(1),
  (length) => onText((value) => cut(value, length)),
);

export const truncateLines = kindWith(
  {
    name: 'truncate-lines',
    meaning: 'The same, at the end of a line: for lists. Of a first line that is too long, the beginning.',
    argument: 'the most characters to keep',
    examples: [
      { argument: 12, in: 'Fair\nWebinar\nTrade show', out: 'Fair\nWebinar' },
      { argument: 8, in: 'Trade show', out: 'Trade sh' },
    ],
  },
  z.int().min(1),
  (length) =>
    onText((value) => {
      if (value.length <= length) return value;
      const end = value.lastIndexOf('\n', length);
      return cut(value, end > 0 ? end : length);
    }),
);

/** Whether a step keeps no more than so many characters of a text: its argument. */
export const cuts = ({ name }: Pick<Transform, 'name'>): boolean =>
  name === truncate.name || name === truncateLines.name;

const cut = (text: string, length: number): string =>
  text.length <= length
    ? text
    : text
        .slice(0, length)
        .replace(/[\ud800-\udbff]$/u, '')
        .trimEnd();

export const is = kindWith(
  {
    name: 'is',
    meaning: 'This text, whatever the field holds: for what goes without saying of the records of an object.',
    argument: 'the text',
    examples: [
      { argument: 'call', in: 61234, out: 'call' },
      { argument: 'call', in: 'Follow-up', out: 'call' },
    ],
  },
  z.string().min(1),
  (said) => () => ok(said),
);

export const date = plainKind(
  {
    name: 'date',
    meaning: 'The day, in UTC, of a date and time.',
    examples: [
      { in: '2026-11-21T18:30:00.000Z', out: '2026-11-21' },
      { in: '2026-11-21', out: '2026-11-21' },
    ],
  },
  onText((value) => value.replace(/^(\d{4}-\d{2}-\d{2})T.*$/u, '$1')),
);

export const datetime = plainKind(
  {
    name: 'datetime',
    meaning: 'The first moment, in UTC, of a day.',
    examples: [
      { in: '2026-11-21', out: '2026-11-21T00:00:00.000Z' },
      { in: '2026-11-21T18:30:00.000Z', out: '2026-11-21T18:30:00.000Z' },
    ],
  },
  onText((value) => value.replace(/^(\d{4}-\d{2}-\d{2})$/u, '$1T00:00:00.000Z')),
);
