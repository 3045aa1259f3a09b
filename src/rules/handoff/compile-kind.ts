import { compileExpression } from '../../expression/compile.ts';
import type { Expression } from '../../expression/expression.ts';
import { parseDuration } from '../../expression/time.ts';
import type { Path, Report } from '../../mapping/problem.ts';
import { checkField } from '../routing/compile-rule.ts';
import type { Askable, AskableOfDecided } from './askable.ts';
import { compileFirst } from './compile-lines.ts';
import type { KindDocument, OpportunityDocument } from './document.ts';
import type { Kind, OpportunityRule } from './hand-off.ts';

/** What the kinds of the file mean: all but the last under a condition. */
export function compileKinds(
  source: readonly KindDocument[],
  askable: Askable,
  report: Report,
): readonly Kind[] {
  return source.map((kind, index) => {
    const path: Path = ['make', index];
    const isLast = index === source.length - 1;
    if (source.slice(0, index).some(({ name }) => name === kind.name))
      report([...path, 'name'], `another kind is named "${kind.name}"`, 'Give each its own name.');
    if (isLast && kind.when !== undefined)
      report(
        [...path, 'when'],
        'nothing is made of whom this is not for',
        'Add a kind without "when" below.',
      );
    if (!isLast && kind.when === undefined)
      report(path, `"${kind.name}" takes everybody, so those below are never made`, 'Put it last.');
    return compileKind(kind, askable, path, report);
  });
}

function compileKind(source: KindDocument, askable: Askable, path: Path, report: Report): Kind {
  const { name, when, record, status, convert, opportunity } = source;
  const converted = source['converted-opportunity'];
  if (status !== undefined && record === 'contact')
    report([...path, 'status'], 'a contact has no lead status', 'Remove it, or make a lead.', 'key');
  if (convert !== undefined && record === 'contact')
    report([...path, 'convert'], 'a contact is not converted', 'Remove it, or make a lead.', 'key');
  if (converted !== undefined && convert === undefined)
    report(
      [...path, 'converted-opportunity'],
      'nothing is converted',
      'Add "convert: on-acceptance", or remove it.',
      'key',
    );
  if (opportunity !== undefined && record === 'lead')
    report([...path, 'opportunity'], 'a lead has no opportunity', 'Remove it, or make a contact.', 'key');
  return {
    name,
    when: when === undefined ? null : compileWhen(when, askable, [...path, 'when'], report),
    record,
    status: status ?? null,
    convertOnAcceptance: convert !== undefined,
    convertedOpportunity:
      converted === undefined
        ? null
        : compileFirst(converted, askable.inMessages, [...path, 'converted-opportunity'], report),
    opportunity:
      opportunity === undefined
        ? null
        : compileOpportunity(opportunity, askable, [...path, 'opportunity'], report),
  };
}

/** A condition; null: it has problems, which are told. */
export function compileWhen(
  text: string,
  { inConditions, activities, intents }: AskableOfDecided,
  path: Path,
  report: Report,
): Expression | null {
  const compiled = compileExpression(text, inConditions, { expect: 'boolean', activities, intents });
  if (compiled.kind === 'ok') return compiled.expression;
  for (const { cause, fix, offset } of compiled.problems) report(path, cause, fix, offset);
  return null;
}

function compileOpportunity(
  source: OpportunityDocument,
  askable: Askable,
  path: Path,
  report: Report,
): OpportunityRule {
  const { amount } = source;
  if (typeof amount === 'string') {
    checkField(amount, askable, [...path, 'amount'], report);
    const type = askable.fields.get(amount)?.type;
    if (type !== undefined && type !== 'number')
      report([...path, 'amount'], `"${amount}" holds no number`, 'Name a field of numbers, or an amount.');
  }
  return {
    name: compileFirst(source.name, askable.inMessages, [...path, 'name'], report),
    stage: source.stage,
    closeInMs: compileLength(source['close-in'], [...path, 'close-in'], report),
    amount: amount ?? null,
    recordType: source['record-type'] ?? null,
    role: source.role ?? null,
  };
}

/** A length of time; what is none is told. */
export function compileLength(text: string, path: Path, report: Report): number {
  const ms = parseDuration(text);
  if (ms > 0) return ms;
  report(path, `"${text}" is no length of time`, 'Write e.g. 30m, 4h or 90d.');
  return 0;
}
