import { RULES } from '../domain/record.ts';
import { sameValue, type Fields } from '../domain/value.ts';
import { mappedFields } from '../mapping/fields.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { ACCOUNT } from '../rules/handoff/hand-off.ts';
import type { Standing } from '../rules/input.ts';
import type { Outcomes } from '../rules/outcomes/outcomes.ts';
import type { Course } from './steps.ts';

/**
 * What both systems are told of a decision: the fields of the record `person` of the system `rules`. What an earlier
 * decision told and this one says nothing of stays as it is.
 */
export function tellCourse(course: Course, outcomes: Outcomes | null, told: Fields): Fields {
  const { decision, standing } = course;
  const { score, qualification, sentence } = decision;
  return {
    ...told,
    ...(qualification === null ? {} : tellStanding(standing, qualification.path)),
    ...(outcomes === null
      ? {}
      : { lifecycle: lifecycleOf(standing.stage, outcomes, told), ...tellAnswer(course, told) }),
    ...(score === null
      ? {}
      : {
          fit: Math.round(score.fit),
          engagement: Math.round(score.engagement),
          grade: score.grade,
          level: String(score.level),
          priority: score.priority,
          sentence: sentence === '' ? null : sentence,
        }),
  };
}

/**
 * Whether a system is told something new. What no mapping names, as the sentence that is in a text of handoff.yaml besides, is
 * told to nobody: it would make another look for nothing.
 *
 * @param object whose fields they are, of the system `rules`
 */
export function tellsMore(
  mapping: Mapping | undefined,
  object: string,
  told: Fields,
  before: Fields,
): boolean {
  const names = mapping === undefined ? [] : mappedFields(mapping, RULES, object);
  return names.some((name) => !sameValue(told[name] ?? null, before[name] ?? null));
}

const tellStanding = ({ stage, cycle, since, returnAt }: Standing, path: string | null): Fields => ({
  stage,
  cycle,
  stageSince: new Date(since).toISOString(),
  returnAt: returnAt === null ? null : new Date(returnAt).toISOString(),
  path,
});

/**
 * The life-cycle stage that marketing is to see. Nobody is led back whom the rules have not led on before: what marketing
 * knew of them from elsewhere, as that they are a customer, is not ours to take back.
 */
function lifecycleOf(
  stage: string,
  { lifecycle, qualification: { newCycle } }: Outcomes,
  { lifecycle: told = null }: Fields,
): Fields[string] {
  if (told === null && newCycle.from.has(stage)) return null;
  return lifecycle.get(stage) ?? told;
}

/**
 * Why sales gave somebody back, and what marketing does with them, until they come into another stage. The reason as sales
 * wrote it is told back to them, so that the next hand-off can clear it; with an answer, the status that the hand-off gave has
 * served. An answer that gives no reason accepts the person: then a lead is converted, if the hand-off said so.
 */
function tellAnswer({ steps }: Course, told: Fields): Fields {
  const last = steps.findLast(({ moved }) => moved !== null);
  if (last === undefined) return {};
  const moved = { reason: null, nurture: null, leadStatus: null };
  if (last.kind === 'recipe') return moved;
  const { answer } = last.hearing;
  const isAccepted = answer?.reason === null && told['convertOnAcceptance'] === true;
  const said = answer?.opportunity === null ? answer.said : null;
  return {
    ...moved,
    ...(isAccepted ? { converted: true, convertedAccount: last.receipt.input.person[ACCOUNT] ?? null } : {}),
    reason: answer?.said ?? answer?.reason ?? null,
    nurture: answer?.nurture ?? null,
    rejectionReason: said ?? told['rejectionReason'] ?? null,
  };
}
