import type { Ids } from '../domain/clock.ts';
import type { EntityId } from '../domain/entity.ts';
import type { Fields } from '../domain/value.ts';
import type { LastHandOff } from '../ledger/hand-offs.ts';
import type { Touch } from '../ledger/read-touches.ts';
import type { Directory } from '../rules/directory.ts';
import { COMPANY } from '../rules/facts.ts';
import { isPersons, type HandOffRules } from '../rules/handoff/hand-off.ts';
import type { HandOffTouch } from '../rules/handoff/input.ts';
import { makeHandOff, type MadeHandOff } from '../rules/handoff/make.ts';
import type { DecisionInput } from '../rules/input.ts';
import type { Receipt } from '../rules/receipt.ts';
import type { Roles } from '../rules/roles/roles.ts';
import { route, type Routed } from '../rules/routing/route.ts';
import type { Routing } from '../rules/routing/routing.ts';
import type { RoutingState } from '../rules/routing/state.ts';
import { countEver, countWithin } from '../rules/tally.ts';
import type { CountLookup } from '../expression/expression.ts';
import type { Asked } from './gather.ts';
import type { Course } from './steps.ts';

/** The files that a hand-off goes by. */
export interface HandOverRules {
  readonly routing: Routing;
  readonly handOff: HandOffRules;
  readonly roles: Roles;
}

/** A person whom a decision has brought into a stage that hands over. */
export interface ToHandOver {
  readonly entity: EntityId;
  readonly about: Asked;
  readonly entry: Entry;
  readonly previous: LastHandOff | null;
  /** The address of their timeline; null: none. */
  readonly link: string | null;
}

export interface HandedOver {
  readonly id: string;
  readonly routed: Routed;
  readonly made: MadeHandOff;
  /** The records that are made with it, each an entity of its own. */
  readonly records: readonly MadeRecord[];
}

export interface MadeRecord {
  readonly id: EntityId;
  readonly object: 'task' | 'opportunity' | 'contact-role';
  readonly fields: Fields;
}

/** How a person has come into a stage that hands over, and what was decided there; null: not in this course. */
export function entryOf({ steps }: Course, { at }: HandOffRules): Entry | null {
  for (const [index, { moved }] of steps.entries()) {
    if (moved === null || !at.has(moved.to.stage)) continue;
    const after = steps[index + 1];
    if (after?.kind === 'recipe') return { previousStage: moved.from.stage, receipt: after.receipt };
  }
  return null;
}

export interface Entry {
  readonly previousStage: string;
  readonly receipt: Receipt;
}

/**
 * Gives a person to somebody in sales, and makes what the rep needs. The state of the routing is that which the person
 * before left; the next person goes on with the one in `routed`. Pure but for the ids.
 */
export function handOver(
  { routing, handOff, roles }: HandOverRules,
  { entity, about, entry, previous, link }: ToHandOver,
  directory: Directory,
  state: RoutingState,
  ids: Ids,
): HandedOver {
  const { input, decision } = entry.receipt;
  const id = ids.next();
  const give = (toPeople: boolean): Pick<HandedOver, 'routed' | 'made'> => {
    const routed = route(routing, {
      fields: fieldsOf(input),
      counts: countsOf(input),
      now: new Date(input.now),
      previous:
        previous !== null && previous.owner !== null
          ? { owner: previous.owner, at: previous.decidedAt }
          : null,
      directory,
      state,
      toPeople,
    });
    const made = makeHandOff(handOff, {
      id,
      person: entity,
      input,
      decision,
      previousStage: entry.previousStage,
      routed,
      previousOwner: previous?.owner ?? null,
      calendar: routed.to.kind === 'owner' ? (routing.people.get(routed.to.email)?.calendar ?? null) : null,
      roles,
      touches: about.touches.map(touchOf),
      link,
    });
    return { routed, made };
  };
  // What is made may rest on the partner whose channel it is, so a queue is found to own none of it only afterwards.
  const first = give(false);
  const { routed, made } =
    first.routed.to.kind === 'queue' && isPersons(first.made.record) ? give(true) : first;
  return { id, routed, made, records: recordsOf(made, about.company, ids) };
}

/** A touchpoint as a hand-off tells it. */
export const touchOf = ({ kind, at, about, campaign }: Touch): HandOffTouch => ({
  kind,
  at: at.getTime(),
  about,
  campaign,
});

/** The records point at each other by the ids of their entities. */
function recordsOf(made: MadeHandOff, account: EntityId | null, ids: Ids): readonly MadeRecord[] {
  const opportunity = made.opportunity === null ? null : ids.next();
  const one = (
    object: MadeRecord['object'],
    fields: Fields | null,
    id: EntityId = ids.next(),
  ): readonly MadeRecord[] => (fields === null ? [] : [{ id, object, fields: { ...fields, opportunity } }]);
  return [
    ...(opportunity === null
      ? []
      : [{ id: opportunity, object: 'opportunity', fields: { ...made.opportunity, account } } as const]),
    ...one('contact-role', made.contactRole),
    ...one('task', made.task),
  ];
}

/** Of the person and, as `company.<name>`, of the company. */
export const fieldsOf = ({ person, company }: DecisionInput): Fields => ({
  ...person,
  ...Object.fromEntries(Object.entries(company ?? {}).map(([name, value]) => [`${COMPANY}${name}`, value])),
});

/** How often the person did what a condition asks for. */
export const countsOf =
  ({ touchpoints, totals, now }: DecisionInput): CountLookup =>
  (query) => {
    if (query.windowMs === null) return countEver(query, totals);
    const text = query.containing?.toLowerCase() ?? '';
    const times = touchpoints
      .filter(({ kind, about }) => kind === query.activity && about.toLowerCase().includes(text))
      .map(({ at }) => at);
    return countWithin(times, query.windowMs, now);
  };
