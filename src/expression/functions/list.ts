import type { Present } from '../datum.ts';
import { LIMIT } from '../datum.ts';
import { worked } from '../strict.ts';
import { NUMBER } from '../types.ts';
import { plainFunction, type FunctionKind } from './kind.ts';

/** CEL counts code points, not UTF-16 units. */
function letters(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) count += 1;
  return count;
}

export const size: FunctionKind = plainFunction(
  {
    name: 'size',
    form: 'size(list or text)',
    meaning: 'How many items a list has, or letters a text. A blank has no size.',
    examples: [
      { text: 'size(interests) >= 2', gives: true },
      { text: 'size(country)', gives: 2 },
      { text: 'size(city)', unknown: true },
    ],
  },
  { takes: [['text', 'list']], gives: NUMBER },
  ([value], frame) => {
    if (typeof value !== 'string') return (value as readonly Present[]).length;
    return worked(frame, value.length) ? letters(value) : LIMIT;
  },
);
