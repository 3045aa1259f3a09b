import type { Path, Report } from '../../mapping/problem.ts';
import type { ProblemCode } from '../../mapping/problem-kinds.ts';
import type { Condition } from '../condition.ts';
import { isTrue } from '../condition.ts';
import { contradiction } from './bounds.ts';

/** Tells of a condition that can never hold, where that can be seen; whether it is one. */
export function checkNeverHeld({ whole }: Condition, path: Path, code: ProblemCode, report: Report): boolean {
  const clash = contradiction(whole.text);
  if (clash !== null) {
    const [one, other] = clash;
    const cause = `this never holds: ${one} and ${other} exclude each other`;
    report(path, cause, 'Correct one of them.', 'value', code);
    return true;
  }
  const isFixed =
    whole.reads.length === 0 && whole.counts.length === 0 && whole.intents.length === 0 && !whole.usesNow;
  if (!isFixed || isTrue(whole.evaluate({ fields: {}, now: NEVER }))) return false;
  report(path, 'this never holds', 'Ask for a field, or remove it.', 'value', code);
  return true;
}

const NEVER = new Date(0);
