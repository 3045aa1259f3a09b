import { gather, type Asked } from '../decide/gather.ts';
import { touchOf } from '../decide/hand-over.ts';
import type { OpenHandOff } from '../ledger/open-hand-offs.ts';
import { readStages } from '../ledger/standings.ts';
import { decide } from '../rules/decide.ts';
import type { Decision } from '../rules/decision.ts';
import type { HandOffInput } from '../rules/handoff/input.ts';
import type { Routed } from '../rules/routing/route.ts';
import { PRIORITIES } from '../rules/score/scale.ts';
import { calendarOf, type SlaContext } from './context.ts';

/** What is known of a handed person at a moment, as notices and a new owner are told it. */
export interface Known {
  readonly about: Asked;
  readonly input: HandOffInput;
}

/** Null: nothing is known of the person any more. */
export async function knownAt(
  handOff: OpenHandOff,
  { db, mappings, rules, handOver, timelineOf }: SlaContext,
  at: Date,
): Promise<Known | null> {
  const { id, entity, priority, decidedAt } = handOff;
  const about = (await gather([entity], { db, mappings, rules }, at)).get(entity);
  if (about === undefined) return null;
  const { standing } = about.input;
  const asked = {
    ...about.input,
    // What was answered later was not known at that moment.
    standing: { ...standing, answeredAt: earlier(standing.answeredAt, at.getTime()) },
  };
  const entered = (await readStages(db, entity)).findLast(
    ({ at: when, to }) => when.getTime() === decidedAt.getTime() && handOver.handOff.at.has(to),
  );
  return {
    about,
    input: {
      id,
      person: entity,
      input: asked,
      decision: withPriority(decide(rules, asked), priority),
      previousStage: entered?.from ?? '',
      routed: handOff.routed as Omit<Routed, 'state'>,
      previousOwner:
        handOff.steps.findLast(({ kind, to }) => kind === 'reassign' && to !== null)?.from ?? null,
      calendar: calendarOf(handOver, handOff),
      roles: handOver.roles,
      touches: about.touches.map(touchOf),
      link: timelineOf(entity),
    },
  };
}

const earlier = (moment: number | null, at: number): number | null =>
  moment !== null && moment > at ? null : moment;

/** The time that is promised is that of the priority at the hand-off. */
function withPriority(decision: Decision, priority: string | null): Decision {
  const known = PRIORITIES.find((one) => one === priority);
  return decision.score === null || known === undefined
    ? decision
    : { ...decision, score: { ...decision.score, priority: known } };
}
