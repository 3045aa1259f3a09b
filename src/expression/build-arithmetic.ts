import type { ASTNode } from '@marcbachmann/cel-js';
import { FAILED, type Datum } from './datum.ts';
import type { Frame } from './frame.ts';
import { made, strict1, strictPair } from './strict.ts';
import type { Builder, Built, Term } from './term.ts';
import { isMoment } from './time.ts';
import { agree, common, DURATION, listOf, MOMENT, NUMBER, TEXT, wordFor, WRONG, type Type } from './types.ts';

export type Operator = '+' | '-' | '*' | '/' | '%';

/** A number, or no result: division by zero, or beyond what numbers can hold. */
export const number = (value: number): Datum => (Number.isFinite(value) ? value : FAILED);
const moment = (value: number): Datum => (isMoment(value) ? value : FAILED);

const NUMBERS: Readonly<Record<Operator, (a: number, b: number) => Datum>> = {
  '+': (a, b) => number(a + b),
  '-': (a, b) => number(a - b),
  '*': (a, b) => number(a * b),
  '/': (a, b) => number(a / b),
  '%': (a, b) => number(a % b),
};

/** What is not arithmetic of two numbers: left, operator, right → type of the result. */
const TIMES: ReadonlyMap<string, readonly [type: Type, apply: (a: number, b: number) => Datum]> = new Map([
  ['time - time', [DURATION, NUMBERS['-']]],
  ['time + duration', [MOMENT, (a, b) => moment(a + b)]],
  ['time - duration', [MOMENT, (a, b) => moment(a - b)]],
  ['duration + time', [MOMENT, (a, b) => moment(a + b)]],
  ['duration + duration', [DURATION, (a, b) => moment(a + b)]],
  ['duration - duration', [DURATION, (a, b) => moment(a - b)]],
  ['duration / duration', [NUMBER, NUMBERS['/']]],
  ['duration * number', [DURATION, (a, b) => moment(a * b)]],
  ['number * duration', [DURATION, (a, b) => moment(a * b)]],
]);

export function buildArithmetic(
  operator: Operator,
  [left, right]: readonly [ASTNode, ASTNode],
  builder: Builder,
): Built {
  const [a, b] = [builder.term(left), builder.term(right)];
  const built = typed(operator, a, b);
  if (built !== null) return { ...built, parts: [a, b] };
  const nothing = [a, b].find((part) => part.type.kind === 'null');
  if (nothing !== undefined) {
    return builder.problem(
      nothing.start,
      'null cannot be calculated with',
      'Use coalesce(field, 0) for blanks.',
    );
  }
  const cause = `${wordFor(a.type.kind)} ${operator} ${wordFor(b.type.kind)} has no meaning`;
  return builder.problem(a.start, cause, fixFor(operator, a.type, b.type));
}

function typed(operator: Operator, a: Term, b: Term): Built | null {
  const [first, second] = [a.type, b.type];
  if (first.kind === 'wrong' || second.kind === 'wrong') return { type: WRONG, run: () => FAILED };
  if (first.kind === 'number' && second.kind === 'number') {
    return { type: NUMBER, run: strictPair(a, b, NUMBERS[operator]) };
  }
  const times = TIMES.get(`${first.kind} ${operator} ${second.kind}`);
  if (times !== undefined) return { type: times[0], run: strictPair(a, b, times[1]) };
  if (operator !== '+' || !agree(first, second)) return null;
  if (first.kind === 'text') return { type: TEXT, run: strictPair(a, b, joinTexts) };
  if (first.kind !== 'list' || second.kind !== 'list') return null;
  return { type: listOf(common(first.of, second.of)), run: strictPair(a, b, joinLists) };
}

const joinTexts = (a: string, b: string, frame: Frame): Datum => made(frame, a + b);

const joinLists = (a: readonly Datum[], b: readonly Datum[], frame: Frame): Datum =>
  made(frame, [...a, ...b]);

function fixFor(operator: Operator, a: Type, b: Type): string {
  const kinds = [a.kind, b.kind];
  if (operator === '+' && kinds.includes('text')) return 'Make it text with string(…).';
  if (kinds.includes('time') && kinds.includes('number'))
    return 'Write lengths of time with a unit: now - 30d.';
  return 'Calculate with numbers, or with dates and lengths of time.';
}

export function buildMinus(node: ASTNode, builder: Builder): Built {
  const part = builder.term(node);
  const { kind } = part.type;
  if (kind === 'wrong') return { type: WRONG, run: () => FAILED, parts: [part] };
  if (kind !== 'number' && kind !== 'duration') {
    return builder.problem(part.start, `there is no minus of ${wordFor(kind)}`, 'Put - before a number.');
  }
  const built = { type: part.type, run: strict1(part.run, (value: number) => -value), parts: [part] };
  return typeof part.constant === 'number' ? { ...built, constant: -part.constant } : built;
}
