import { didYouMean } from '../../domain/suggest.ts';
import { parseDuration } from '../../expression/time.ts';
import type { ExpressionSchema } from '../../expression/types.ts';
import type { Path, Report } from '../../mapping/problem.ts';
import { PERSON_FACTS, OPPORTUNITY_FACTS, withFacts } from '../facts.ts';
import type { QualificationRules } from '../rules.ts';
import type { AnswersKnow } from './answers-know.ts';
import { compileAnswer } from './compile-answer.ts';
import type { OutcomesDocument } from './document.ts';
import { ONE_OPPORTUNITY_FACTS } from './opportunity.ts';
import { reasonKey, type Outcomes, type Reason } from './outcomes.ts';

/** What the file means. What could not be understood is told, and left out. */
export function compileOutcomes(
  source: OutcomesDocument,
  fields: ExpressionSchema,
  qualification: QualificationRules,
  report: Report,
): Outcomes {
  const { stages } = qualification;
  const checkStage = (stage: string, path: Path, place: 'key' | 'value' = 'value'): void => {
    if (stages.includes(stage)) return;
    const fix = didYouMean(stage, stages, 'Add it to "stages" of qualification.yaml.');
    report(path, `there is no stage "${stage}"`, fix, place);
  };
  const reasons = compileReasons(source.reasons ?? {}, checkStage, report);
  const lifecycle = Object.entries(source.lifecycle ?? {});
  for (const [stage] of lifecycle) checkStage(stage, ['lifecycle', stage], 'key');
  const known: AnswersKnow = {
    fields: withFacts(withFacts(withFacts(fields, PERSON_FACTS), OPPORTUNITY_FACTS), ONE_OPPORTUNITY_FACTS),
    reasons,
    qualification,
    checkStage,
  };
  const names = source.answers.map(({ name }) => name);
  for (const [index, name] of names.entries())
    if (names.indexOf(name) < index)
      report(['answers', index, 'name'], `another answer is named "${name}"`, 'Give each its own name.');
  return {
    answers: source.answers.flatMap(
      (answer, index) => compileAnswer(answer, known, ['answers', index], report) ?? [],
    ),
    reasons,
    lifecycle: new Map(lifecycle),
    qualification,
  };
}

function compileReasons(
  source: NonNullable<OutcomesDocument['reasons']>,
  checkStage: AnswersKnow['checkStage'],
  report: Report,
): ReadonlyMap<string, Reason> {
  const reasons = new Map<string, Reason>();
  for (const [name, { to, 'return-in': returnIn, nurture, notify }] of Object.entries(source)) {
    const key = reasonKey(name);
    checkStage(to, ['reasons', name, 'to']);
    const twin = reasons.get(key);
    if (twin !== undefined)
      report(
        ['reasons', name],
        `"${name}" and "${twin.name}" are the same reason`,
        'Keep one of them.',
        'key',
      );
    reasons.set(key, {
      name,
      to,
      returnInMs: returnIn === undefined ? null : parseDuration(returnIn),
      nurture: nurture ?? null,
      notify: notify ?? null,
    });
  }
  return reasons;
}
