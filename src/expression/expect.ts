import type { FieldType } from '../domain/schema.ts';
import { problemAt, type ExpressionProblem } from './problem.ts';
import type { Term } from './term.ts';
import { kindForField, wordFor } from './types.ts';

/** A problem when what an expression gives is not what its place needs. */
export function checkExpected(
  text: string,
  term: Term,
  expect: FieldType | null,
): readonly ExpressionProblem[] {
  if (expect === null) return [];
  const { type } = term;
  const wanted = kindForField(expect);
  if (type.kind === 'wrong' || (type.kind === 'null' && expect !== 'boolean')) return [];
  if (type.kind !== wanted) {
    const cause = `it gives ${wordFor(type.kind)}, but ${wordFor(wanted)} is needed`;
    return [problemAt(text, term.start, cause, fixFor(wanted))];
  }
  if (type.kind === 'list' && type.of.kind !== 'text' && type.of.kind !== 'wrong') {
    const cause = `it gives a list of ${wordFor(type.of.kind)}, but a list of text is needed`;
    return [problemAt(text, term.start, cause, 'Make text of the items: list.map(item, string(item)).')];
  }
  return [];
}

function fixFor(wanted: string): string {
  switch (wanted) {
    case 'boolean':
      return 'Compare it with something, as in: employees > 50.';
    case 'text':
      return 'Make it text with string(…).';
    case 'number':
      return 'Make it a number with double(…).';
    case 'time':
      return 'Give a date field, or date("2026-11-21").';
    default:
      return 'Give a list: ["a", "b"].';
  }
}
