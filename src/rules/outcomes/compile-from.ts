import type { Path, Report } from '../../mapping/problem.ts';
import type { AnswersKnow } from './answers-know.ts';
import type { AnswerDocument } from './document.ts';
import type { Leading, Reason } from './outcomes.ts';

/**
 * The stages in which an answer is carried out. From each a move must lead to every stage that the answer can lead to: else
 * it would be lost for some reasons, and nobody would see why.
 */
export function compileFrom(
  { name, from }: AnswerDocument,
  leads: Leading,
  { reasons, qualification: { stages, moves }, checkStage }: AnswersKnow,
  path: Path,
  report: Report,
): ReadonlySet<string> {
  const targets = stagesBehind(leads, reasons);
  const isMove = (stage: string, to: string): boolean =>
    moves.some((move) => move.from.includes(stage) && move.to.includes(to));
  const named = from === undefined ? null : [from].flat();
  const starts =
    named ??
    stages.filter((stage) => !targets.includes(stage) && targets.some((target) => isMove(stage, target)));
  for (const [index, stage] of starts.entries()) {
    const place = named === null ? path : [...path, 'from', ...(typeof from === 'string' ? [] : [index])];
    if (!stages.includes(stage)) {
      checkStage(stage, place);
      continue;
    }
    if (targets.includes(stage)) {
      report(place, `"${name}" leads from ${stage} to itself`, 'Leave the stage out of "from".');
      continue;
    }
    const missing = targets.find((target) => stages.includes(target) && !isMove(stage, target));
    if (missing === undefined) continue;
    const fix = 'Add the move to qualification.yaml, or name the stages it is heard in under "from".';
    report(place, `"${name}" can lead from ${stage} to ${missing}, which no move does`, fix);
  }
  return new Set(starts);
}

/** Every stage an answer can lead to. */
function stagesBehind(leads: Leading, reasons: ReadonlyMap<string, Reason>): readonly string[] {
  if (leads.kind === 'to') return [leads.stage];
  if (leads.kind === 'reason') return [leads.reason.to];
  return [...new Set([...reasons.values()].map(({ to }) => to))];
}
