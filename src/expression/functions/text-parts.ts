import { LIMIT, type Datum, type Present } from '../datum.ts';
import type { Frame } from '../frame.ts';
import { worked } from '../strict.ts';
import { listOf, TEXT } from '../types.ts';
import { plainFunction, type FunctionKind } from './kind.ts';
import { making, text } from './subject.ts';

/** Functions that take text apart or put it together. */
export const TEXT_PART_FUNCTIONS: readonly FunctionKind[] = [
  plainFunction(
    {
      name: 'replace',
      form: 'text.replace("old", "new")',
      meaning: 'The text with every old part replaced.',
      examples: [{ text: 'jobTitle.replace("Head of", "Lead,")', gives: 'Lead, IT' }],
    },
    { takes: [['text'], ['text'], ['text']], gives: TEXT },
    (args, frame) => replaceAll(text(args[0]), text(args[1]), text(args[2]), frame),
  ),
  plainFunction(
    {
      name: 'split',
      form: 'text.split(",")',
      meaning: 'The list of parts between the separators.',
      examples: [{ text: '"a,b".split(",")', gives: ['a', 'b'] }],
    },
    { takes: [['text'], ['text']], gives: listOf(TEXT) },
    making((subject, args) => subject.split(text(args[1]))),
  ),
  plainFunction(
    {
      name: 'join',
      form: 'list.join(", ")',
      meaning: 'The items of a list of texts as one text.',
      examples: [{ text: 'interests.join(" + ")', gives: 'Analytics + CRM' }],
    },
    { takes: [['list'], ['text']], gives: TEXT },
    (args, frame) => join(args[0] as readonly Present[], text(args[1]), frame),
  ),
  plainFunction(
    {
      name: 'substring',
      form: 'text.substring(0, 3)',
      meaning: 'The part from one place up to another, counted from 0; to the end when only one is given.',
      examples: [
        { text: 'email.substring(0, 4)', gives: 'anna' },
        { text: '"+49 30 1234".substring(4)', gives: '30 1234' },
      ],
    },
    { takes: [['text'], ['number'], ['number']], optional: 1, gives: TEXT },
    making((subject, args) => substring(subject, args[1] as number, args[2] as number | undefined)),
  ),
];

/** The result is measured before it is made: short texts can be replaced by very long ones. */
function replaceAll(subject: string, old: string, fresh: string, frame: Frame): Datum {
  if (!worked(frame, subject.length)) return LIMIT;
  const pieces = subject.split(old);
  const length = subject.length + (pieces.length - 1) * (fresh.length - old.length);
  frame.made -= length;
  return frame.made < 0 ? LIMIT : pieces.join(fresh);
}

function join(items: readonly Present[], separator: string, frame: Frame): Datum {
  let length = 0;
  for (const item of items) length += String(item).length + separator.length;
  frame.made -= length;
  return frame.made < 0 || !worked(frame, length) ? LIMIT : items.join(separator);
}

/** Places count letters as a reader does for most scripts: an emoji is one. */
function substring(subject: string, from: number, to: number | undefined): string {
  const letters = Array.from(subject);
  return letters.slice(Math.max(from, 0), to === undefined ? undefined : Math.max(to, 0)).join('');
}
