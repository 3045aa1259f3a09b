import { number } from '../build-arithmetic.ts';
import { FAILED, type Datum, type Present } from '../datum.ts';
import { made } from '../strict.ts';
import { formatDuration, formatMoment } from '../time.ts';
import { BOOLEAN, NUMBER, TEXT, type Type } from '../types.ts';
import { plainFunction, wrongArguments, type FunctionExample, type FunctionKind } from './kind.ts';

const rounding = (
  name: string,
  meaning: string,
  examples: readonly FunctionExample[],
  apply: (value: number) => number,
): FunctionKind =>
  plainFunction(
    { name, form: `${name}(number)`, meaning, examples },
    { takes: [['number']], gives: NUMBER },
    ([value]) => number(apply(value as number)),
  );

const least = (name: 'min' | 'max', meaning: string, examples: readonly FunctionExample[]): FunctionKind =>
  plainFunction(
    { name, form: `${name}(a, b)`, meaning, examples },
    { takes: [['number'], ['number']], gives: NUMBER },
    ([a, b]) => Math[name](a as number, b as number),
  );

const numberIn = (value: Present | undefined): Datum => {
  if (typeof value !== 'string') return number(value as number);
  const trimmed = value.trim();
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed) ? number(Number(trimmed)) : FAILED;
};

/** The type of the only argument decides how it is written. */
const string: FunctionKind = {
  name: 'string',
  form: 'string(value)',
  meaning: 'A number, yes or no, date or length of time as text.',
  examples: [
    { text: 'string(employees) + " people"', gives: '400 people' },
    { text: 'string(now)', gives: '2026-11-21T12:00:00.000Z' },
  ],
  build: (args, offset, builder) => {
    const takes = [['text', 'number', 'boolean', 'time', 'duration'] as const];
    const wrong = wrongArguments(string, takes, 0, args, offset, builder);
    if (wrong !== null) return { ...wrong, parts: args };
    const write = writer(args[0]?.type ?? TEXT);
    const plain = plainFunction(string, { takes, gives: TEXT }, ([value], frame) =>
      made(frame, write(value as Present)),
    );
    return plain.build(args, offset, builder);
  },
};

function writer(type: Type): (value: Present) => string {
  if (type.kind === 'time')
    return (value) => (type.day ? formatMoment(value as number).slice(0, 10) : formatMoment(value as number));
  if (type.kind === 'duration') return (value) => formatDuration(value as number);
  return (value) => String(value);
}

export const NUMBER_FUNCTIONS: readonly FunctionKind[] = [
  rounding(
    'round',
    'The nearest whole number; halves go away from zero.',
    [
      { text: 'round(2.5)', gives: 3 },
      { text: 'round(-2.5)', gives: -3 },
    ],
    (value) => Math.sign(value) * Math.round(Math.abs(value)),
  ),
  rounding('floor', 'The next whole number below.', [{ text: 'floor(2.9)', gives: 2 }], Math.floor),
  rounding('ceil', 'The next whole number above.', [{ text: 'ceil(2.1)', gives: 3 }], Math.ceil),
  rounding('abs', 'The number without its sign.', [{ text: 'abs(-5)', gives: 5 }], Math.abs),
  least('min', 'The smaller of two numbers.', [{ text: 'min(employees, 100)', gives: 100 }]),
  least('max', 'The larger of two numbers.', [{ text: 'max(employees, 100)', gives: 400 }]),
  plainFunction(
    {
      name: 'int',
      form: 'int(value)',
      meaning: 'A number, or a text that holds one, without its fraction.',
      examples: [
        { text: 'int("42")', gives: 42 },
        { text: 'int(-2.9)', gives: -2 },
        { text: 'int("many")', unknown: true },
      ],
    },
    { takes: [['text', 'number']], gives: NUMBER },
    ([value]) => {
      const found = numberIn(value);
      return typeof found === 'number' ? Math.trunc(found) : found;
    },
  ),
  plainFunction(
    {
      name: 'double',
      form: 'double(value)',
      meaning: 'A number, or a text that holds one.',
      examples: [{ text: 'double("2.50") * 2', gives: 5 }],
    },
    { takes: [['text', 'number']], gives: NUMBER },
    ([value]) => numberIn(value),
  ),
  plainFunction(
    {
      name: 'bool',
      form: 'bool(text)',
      meaning: '"true" or "false" as yes or no.',
      examples: [{ text: 'bool("true")', gives: true }],
    },
    { takes: [['text', 'boolean']], gives: BOOLEAN },
    ([value]) =>
      typeof value === 'boolean' ? value : value === 'true' ? true : value === 'false' ? false : FAILED,
  ),
  string,
];
