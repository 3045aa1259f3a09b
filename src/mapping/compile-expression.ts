import type { FieldType } from '../domain/schema.ts';
import { compileExpression } from '../expression/compile.ts';
import type { Expression } from '../expression/expression.ts';
import type { ExpressionSchema } from '../expression/types.ts';
import type { Path, Report } from './problem.ts';

/** What the expressions of a mapping file may read: its fields, but not those that are computed themselves. */
export interface Readable {
  readonly fields: ExpressionSchema;
  readonly computed: ReadonlySet<string>;
}

/**
 * An expression of a mapping file. It reads nothing that changes without a record changing: when time passes, or
 * somebody does something, no record of this kind would be looked at again. Null when it cannot be understood.
 */
export function compileOver(
  readable: Readable,
  text: string,
  expect: FieldType,
  path: Path,
  report: Report,
): Expression | null {
  const compiled = compileExpression(text, readable.fields, { expect });
  if (compiled.kind === 'invalid') {
    for (const { cause, fix, offset } of compiled.problems) report(path, cause, fix, offset);
    return null;
  }
  const { expression } = compiled;
  const reportWord = (word: string, cause: string, fix: string): void => {
    report(path, cause, fix, Math.max(text.search(new RegExp(`\\b${word}\\b`, 'u')), 0));
  };
  if (expression.usesNow) {
    reportWord(
      'now',
      'an expression in a mapping cannot ask for the time: nothing looks at a record again when time passes',
      'Compare with a fixed date, or with a date field of the record.',
    );
  }
  if (expression.counts.length > 0) {
    reportWord(
      'count',
      'an expression in a mapping cannot count activities: nothing looks at a record again for one of them',
      'Read a field in which a system counts them.',
    );
  }
  for (const name of expression.reads.filter((read) => readable.computed.has(read))) {
    reportWord(
      name,
      `${name} is computed itself, so there is nothing to read`,
      `Write out what ${name} is computed from.`,
    );
  }
  return expression;
}
