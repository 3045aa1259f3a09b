import { compileExpression } from '../expression/compile.ts';
import type { Expression } from '../expression/expression.ts';
import type { Path, Report } from '../mapping/problem.ts';
import { TOUCH_SCHEMA } from './touch-columns.ts';

/** A condition over one touch; null: it has problems, which are told. */
export function compileTouchRule(when: string, path: Path, report: Report): Expression | null {
  const compiled = compileExpression(when, TOUCH_SCHEMA, { expect: 'boolean', activities: [] });
  if (compiled.kind === 'invalid') {
    for (const { cause, fix, offset } of compiled.problems) report(path, cause, fix, offset);
    return null;
  }
  if (compiled.expression.usesNow) {
    report(path, 'what a touch counts as cannot depend on the time of asking', 'Leave out "now".');
    return null;
  }
  return compiled.expression;
}
