import type { Value } from '../domain/value.ts';
import { FAILED, graver, isHollow, LIMIT, passed, type Datum, type Present } from './datum.ts';
import { make, spend, type Frame, type Run } from './frame.ts';
import type { Type } from './types.ts';
import { BOOLEAN, listOf } from './types.ts';

/** A function of lists that evaluates its body for each item in turn. */
export interface Macro {
  readonly name: string;
  readonly form: string;
  readonly meaning: string;
  readonly examples: readonly { readonly text: string; readonly gives: Value }[];
  /** Whether the body must be a condition. */
  readonly tests: boolean;
  readonly gives: (item: Type, body: Type) => Type;
  readonly loop: Loop;
}

/** `at` is where the item is put for the body. */
type Loop = (items: readonly Present[], body: Run, at: number, frame: Frame) => Datum;

/** The body for one item, or `LIMIT`. */
function round(item: Present, body: Run, at: number, frame: Frame): Datum {
  if (!spend(frame, 1)) return LIMIT;
  frame.locals[at] = item;
  return body(frame);
}

const quantifier =
  (settles: boolean): Loop =>
  (items, body, at, frame) => {
    const { missing } = frame;
    let result: Datum = !settles;
    for (const item of items) {
      const value = round(item, body, at, frame);
      if (value === settles) {
        frame.missing = missing;
        return settles;
      }
      if (value === LIMIT) return LIMIT;
      if (isHollow(value)) result = isHollow(result) ? graver(result, value) : passed(value);
    }
    return result;
  };

const exactlyOne: Loop = (items, body, at, frame) => {
  const { missing } = frame;
  let found = 0;
  let unsure: Datum = true;
  for (const item of items) {
    const value = round(item, body, at, frame);
    if (value === LIMIT) return LIMIT;
    if (isHollow(value)) unsure = unsure === true ? passed(value) : graver(unsure, value);
    else if (value === true) found += 1;
    if (found > 1) {
      frame.missing = missing;
      return false;
    }
  }
  return unsure === true ? found === 1 : unsure;
};

/** `pick` gives the item to keep, or undefined for none. */
const collecting =
  (pick: (item: Present, value: Present) => Present | undefined): Loop =>
  (items, body, at, frame) => {
    const kept: Datum[] = [];
    let unsure: Datum = true;
    for (const item of items) {
      const value = round(item, body, at, frame);
      if (value === LIMIT || !make(frame, 1)) return LIMIT;
      if (isHollow(value)) unsure = unsure === true ? passed(value) : graver(unsure, value);
      else {
        const picked = pick(item, value);
        if (picked !== undefined) kept.push(picked);
      }
    }
    return unsure === true ? kept : unsure;
  };

const LIST: readonly Macro[] = [
  {
    name: 'exists',
    form: 'list.exists(item, condition)',
    meaning: 'Whether the condition holds for an item.',
    examples: [{ text: 'interests.exists(item, item.startsWith("Ana"))', gives: true }],
    tests: true,
    gives: () => BOOLEAN,
    loop: quantifier(true),
  },
  {
    name: 'all',
    form: 'list.all(item, condition)',
    meaning: 'Whether the condition holds for every item.',
    examples: [{ text: 'interests.all(item, item in ["CRM", "Analytics"])', gives: true }],
    tests: true,
    gives: () => BOOLEAN,
    loop: quantifier(false),
  },
  {
    name: 'exists_one',
    form: 'list.exists_one(item, condition)',
    meaning: 'Whether the condition holds for one item and no other.',
    examples: [{ text: 'interests.exists_one(item, item == "CRM")', gives: true }],
    tests: true,
    gives: () => BOOLEAN,
    loop: exactlyOne,
  },
  {
    name: 'filter',
    form: 'list.filter(item, condition)',
    meaning: 'The items for which the condition holds.',
    examples: [{ text: 'interests.filter(item, item != "CRM")', gives: ['Analytics'] }],
    tests: true,
    gives: (item) => listOf(item),
    loop: collecting((item, value) => (value === true ? item : undefined)),
  },
  {
    name: 'map',
    form: 'list.map(item, value)',
    meaning: 'What comes of each item.',
    examples: [{ text: 'interests.map(item, upper(item))', gives: ['ANALYTICS', 'CRM'] }],
    tests: false,
    gives: (_item, body) => listOf(body),
    loop: collecting((_item, value) => value),
  },
];

export const MACROS: ReadonlyMap<string, Macro> = new Map(LIST.map((macro) => [macro.name, macro]));

/** The loop over what `list` gives. Macros within each other have places of their own. */
export const looping =
  (list: Run, body: Run, at: number, loop: Loop): Run =>
  (frame) => {
    const items = list(frame);
    if (isHollow(items)) return passed(items);
    return Array.isArray(items) ? loop(items as readonly Present[], body, at, frame) : FAILED;
  };
