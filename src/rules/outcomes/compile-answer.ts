import { didYouMean } from '../../domain/suggest.ts';
import type { ExpressionSchema } from '../../expression/types.ts';
import type { Path, Report } from '../../mapping/problem.ts';
import type { Condition } from '../condition.ts';
import { compileCondition } from '../files/compile-condition.ts';
import { isTimed } from '../next-change.ts';
import type { AnswersKnow } from './answers-know.ts';
import { compileFrom } from './compile-from.ts';
import type { AnswerDocument } from './document.ts';
import { isOfOpportunity } from './opportunity.ts';
import { OTHERWISE, reasonKey, type AnswerRule, type Leading } from './outcomes.ts';

const LEADINGS = ['to', 'reason', 'reason-from'] as const;

/** What an answer means; null when it could not be understood. */
export function compileAnswer(
  source: AnswerDocument,
  known: AnswersKnow,
  path: Path,
  report: Report,
): AnswerRule | null {
  const condition = compileWhen(source.when, known.fields, [...path, 'when'], report);
  const leads = compileLeading(source, known, path, report);
  if (condition === null || leads === null) return null;
  const asked = [...condition.whole.reads, ...(leads.kind === 'reason-from' ? [leads.field] : [])];
  return {
    name: source.name,
    condition,
    ofOpportunity: asked.some(isOfOpportunity),
    from: compileFrom(source, leads, known, path, report),
    leads,
  };
}

/** A condition that only people change: what time changes belongs into a recipe, which is asked when it does. */
function compileWhen(text: string, fields: ExpressionSchema, path: Path, report: Report): Condition | null {
  const condition = compileCondition(text, { fields, activities: [] }, path, report);
  if (condition === null || !isTimed(condition)) return condition;
  report(
    path,
    'time gives no answer',
    'Ask for what sales did; what comes by time is a recipe of qualification.yaml.',
  );
  return null;
}

function compileLeading(
  source: AnswerDocument,
  known: AnswersKnow,
  path: Path,
  report: Report,
): Leading | null {
  const { name, to, reason, 'reason-from': field, required = false } = source;
  const given = LEADINGS.filter((key) => source[key] !== undefined);
  if (given.length !== 1) {
    const ways = given.length === 0 ? 'nowhere' : `to ${given.length} places`;
    report(path, `"${name}" leads ${ways}`, `Use one of: ${LEADINGS.join(', ')}.`);
    return null;
  }
  if (source.required !== undefined && field === undefined)
    report([...path, 'required'], '"required" has no meaning without "reason-from"', 'Remove it.', 'key');
  if (to !== undefined) {
    known.checkStage(to, [...path, 'to']);
    return { kind: 'to', stage: to };
  }
  if (reason !== undefined) {
    const named = known.reasons.get(reasonKey(reason));
    if (named !== undefined) return { kind: 'reason', reason: named };
    const names = [...known.reasons.values()].map((one) => one.name);
    report(
      [...path, 'reason'],
      `there is no reason "${reason}"`,
      didYouMean(reason, names, 'Add it to "reasons".'),
    );
    return null;
  }
  return field === undefined
    ? null
    : compileReasonField(field, required, known, [...path, 'reason-from'], report);
}

function compileReasonField(
  field: string,
  required: boolean,
  { fields, reasons }: AnswersKnow,
  path: Path,
  report: Report,
): Leading | null {
  const type = fields.get(field)?.type;
  if (type === undefined) {
    report(
      path,
      `there is no field "${field}"`,
      didYouMean(field, fields.keys(), 'Use a field of your mappings.'),
    );
    return null;
  }
  if (type !== 'text' && type !== 'option') {
    report(path, `"${field}" holds no text`, 'Name a field with a text or with one option.');
    return null;
  }
  const otherwise = reasons.get(OTHERWISE);
  if (otherwise === undefined) {
    const fix = 'Add "otherwise" to "reasons".';
    report(path, 'it is not said what follows from a reason that "reasons" does not have', fix);
    return null;
  }
  return { kind: 'reason-from', field, required, otherwise };
}
