import type { EntityId } from '../domain/entity.ts';
import type { Notice } from '../domain/notice.ts';
import { answeredHandOffs, type AnsweredHandOff } from '../ledger/answered-hand-offs.ts';
import type { LedgerTx } from '../ledger/database.ts';
import type { HandOffInput } from '../rules/handoff/input.ts';
import { noticesFor, type Occasion } from '../rules/handoff/tell.ts';
import type { DecideContext } from './context.ts';
import type { Asked } from './gather.ts';
import { touchOf, type HandOverRules } from './hand-over.ts';
import type { Course } from './steps.ts';

interface Answered {
  readonly claimed: { readonly entity: EntityId };
  readonly about: Asked;
  readonly course: Course;
}

/**
 * Who is told what sales has answered, or asked why they have answered so. Each is told once of a hand-off, however often it
 * is decided meanwhile; of somebody who was never handed over nobody is told.
 */
export async function noticesOfAnswers(
  tx: LedgerTx,
  decided: readonly Answered[],
  { handOver: rules, timelineOf }: Pick<DecideContext, 'handOver' | 'timelineOf'>,
): Promise<readonly Notice[]> {
  if (rules === null) return [];
  const told = decided.flatMap((item) =>
    occasionsOf(item.course).map((occasion) => ({ ...item, occasion, entity: item.claimed.entity })),
  );
  const handOffs = await answeredHandOffs(
    tx,
    told.map(({ entity }) => entity),
  );
  return told.flatMap(({ entity, about, course, occasion }) => {
    const last = handOffs.get(entity);
    if (last === undefined) return [];
    const handOff = { ...asNow(last, about, course, rules), link: timelineOf(entity) };
    return noticesFor(rules.handOff, handOff, occasion);
  });
}

function occasionsOf({ steps }: Course): readonly Occasion[] {
  return steps.flatMap((step): readonly Occasion[] => {
    if (step.kind === 'recipe') return [];
    const { answer, waiting } = step.hearing;
    const kind = answer?.notify ?? null;
    return [
      ...(answer === null || kind === null
        ? []
        : [{ kind, nth: 1, said: answer.said ?? answer.reason ?? answer.answer }]),
      ...(waiting.length === 0 ? [] : [{ kind: 'reason-missing', nth: 1 } as const]),
    ];
  });
}

/** A hand-off that was made earlier, with what is known of the person now. */
const asNow = (
  { id, entity, owner, routed }: AnsweredHandOff,
  { input, touches }: Asked,
  { decision }: Course,
  { routing, roles }: HandOverRules,
): Omit<HandOffInput, 'link'> => ({
  id,
  person: entity,
  input,
  decision,
  previousStage: input.standing.stage,
  routed: routed as HandOffInput['routed'],
  previousOwner: null,
  calendar: owner === null ? null : (routing.people.get(owner)?.calendar ?? null),
  roles,
  touches: touches.map(touchOf),
});
