import type { ASTNode } from '@marcbachmann/cel-js';
import { didYouMean } from '../domain/suggest.ts';
import { FAILED, isHollow, LIMIT, UNREAD, type Datum, type Present } from './datum.ts';
import type { Run } from './frame.ts';
import { quoted } from './problem.ts';
import { strictPair, worked } from './strict.ts';
import type { Builder, Built, Term } from './term.ts';
import { parseTimeExactly } from './time.ts';
import { agree, BOOLEAN, MOMENT, wordFor, WRONG, type Choice } from './types.ts';

export type Relation = '<' | '<=' | '>' | '>=';

/** `==` and `!=`. With null it asks whether there is a value, and the answer is known for everything that was read. */
export function buildEquals(
  operator: '==' | '!=',
  nodes: readonly [ASTNode, ASTNode],
  builder: Builder,
): Built {
  const [a, b] = sides(nodes, builder);
  const parts = [a, b];
  const equal = operator === '==';
  if (a.type.kind === 'null' || b.type.kind === 'null') {
    return { type: BOOLEAN, run: blankness(a.type.kind === 'null' ? b.run : a.run, equal), parts };
  }
  const wrong = mismatch(a, b, builder) ?? emptyText(a, b, builder) ?? emptyText(b, a, builder);
  if (wrong !== null) return { ...wrong, parts };
  checkOptions(a, b, builder);
  checkOptions(b, a, builder);
  if (a.type.kind === 'list') {
    const run = strictPair(a, b, (x: readonly Datum[], y: readonly Datum[], frame) =>
      worked(frame, x.length) ? sameList(x, y) === equal : LIMIT,
    );
    return { type: BOOLEAN, run, parts };
  }
  return { type: BOOLEAN, run: strictPair(a, b, equal ? SAME : OTHER), parts };
}

/** Whether there is nothing there (`blank`), or something. A result that could not be had is nothing. */
export const blankness =
  (run: Run, blank: boolean): Run =>
  (frame) => {
    const { missing } = frame;
    const value = run(frame);
    if (value === UNREAD || value === LIMIT) return value;
    frame.missing = missing;
    return isHollow(value) === blank;
  };

const ORDERED: ReadonlySet<string> = new Set(['number', 'text', 'time', 'duration']);

export function buildCompare(
  operator: Relation,
  nodes: readonly [ASTNode, ASTNode],
  builder: Builder,
): Built {
  const [a, b] = sides(nodes, builder);
  const parts = [a, b];
  for (const side of parts) {
    if (side.type.kind === 'null') {
      return builder.problem(side.start, 'null is neither more nor less', 'Use == null or != null.');
    }
  }
  const wrong = mismatch(a, b, builder);
  if (wrong !== null) return { ...wrong, parts };
  if (!ORDERED.has(a.type.kind)) {
    return builder.problem(a.start, `${wordFor(a.type.kind)} has no order`, 'Use == or !=.');
  }
  return { type: BOOLEAN, run: strictPair(a, b, TESTS[operator]), parts };
}

type Test = (a: string | number | boolean, b: string | number | boolean) => boolean;

const SAME: Test = (a, b) => a === b;
const OTHER: Test = (a, b) => a !== b;

const TESTS: Readonly<Record<Relation, Test>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** Both sides; text beside a date is read as a date. */
function sides([left, right]: readonly [ASTNode, ASTNode], builder: Builder): readonly [Term, Term] {
  const [a, b] = [builder.term(left), builder.term(right)];
  return [asTimeBeside(a, b, builder), asTimeBeside(b, a, builder)];
}

function asTimeBeside(term: Term, other: Term, builder: Builder): Term {
  if (other.type.kind !== 'time' || typeof term.constant !== 'string') return term;
  const ms = parseTimeExactly(term.constant);
  if (Number.isNaN(ms)) {
    const cause = `${quoted(term.constant)} is not a date`;
    return {
      ...term,
      ...builder.problem(term.start, cause, 'Write "2026-11-21" or "2026-11-21T09:30:00Z".'),
    };
  }
  return { ...term, type: MOMENT, run: () => ms, constant: ms };
}

function mismatch(a: Term, b: Term, builder: Builder): Built | null {
  if (a.type.kind === 'wrong' || b.type.kind === 'wrong') return { type: WRONG, run: () => FAILED };
  if (agree(a.type, b.type)) return null;
  const cause = `${wordFor(a.type.kind)} is compared with ${wordFor(b.type.kind)}`;
  return builder.problem(a.start, cause, fixFor(a, b));
}

function fixFor(a: Term, b: Term): string {
  if (typeof b.constant === 'string' && a.type.kind === 'number') return 'Write the number without quotes.';
  if (typeof b.constant === 'string' && a.type.kind === 'boolean')
    return 'Write true or false, without quotes.';
  if (a.type.kind === 'list' || b.type.kind === 'list') return 'Write: value in list.';
  if (a.type.kind === 'time' && b.type.kind === 'duration') return 'Write: field > now - 30d.';
  return 'Compare things of one type; string(), int() and double() convert.';
}

/** A blank is null and never an empty text, so this would never hold. */
function emptyText(text: Term, field: Term, builder: Builder): Built | null {
  if (text.constant !== '' || field.input === null) return null;
  const cause = 'a field is never an empty text: a blank is null';
  return builder.problem(text.start, cause, `Write ${field.input} == null or ${field.input} != null.`);
}

export function checkOptions(literal: Term, field: Term, builder: Builder): void {
  if (field.type.kind === 'text' && field.type.choice !== null && typeof literal.constant === 'string') {
    checkOption(literal.constant, field.type.choice, literal.start, builder);
  }
}

export function checkOption(
  value: string,
  { field, options }: Choice,
  offset: number,
  builder: Builder,
): void {
  if (options.some((option) => option.value === value)) return;
  const labelled = options.find((option) => option.label === value);
  const fix =
    labelled === undefined
      ? didYouMean(
          value.slice(0, 100),
          options.map((option) => option.value),
          `See the options of ${field}.`,
        )
      : `Write "${labelled.value}": ${quoted(value)} is its label.`;
  builder.problem(offset, `${quoted(value)} is not an option of ${field}`, fix);
}

export function sameList(a: readonly Datum[], b: readonly Datum[]): boolean {
  return a.length === b.length && a.every((item, index) => sameItem(item, b[index] ?? null));
}

export const sameItem = (a: Datum, b: Datum): boolean =>
  Array.isArray(a) && Array.isArray(b) ? sameList(a as readonly Present[], b as readonly Present[]) : a === b;
