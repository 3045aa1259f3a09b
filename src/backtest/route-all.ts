import type { EntityId } from '../domain/entity.ts';
import type { Directory } from '../rules/directory.ts';
import type { HandOffRules } from '../rules/handoff/hand-off.ts';
import { route } from '../rules/routing/route.ts';
import type { Routing, Target } from '../rules/routing/routing.ts';
import { NO_STATE, type RoutingState } from '../rules/routing/state.ts';
import { addWorking } from '../rules/working-time/working.ts';
import type { HandedTo } from './load.ts';
import type { MadePromotion } from './promotion.ts';

/** A promotion of the candidate, and who had the person before the window. */
export interface ToRoute {
  readonly entity: EntityId;
  readonly promotion: MadePromotion;
}

export interface RouteRules {
  readonly routing: Routing;
  readonly handOff: HandOffRules;
}

export interface Holder {
  readonly owner: string;
  readonly at: Date;
}

/**
 * Gives everybody to somebody, in the order of time, beginning as if nobody had anything. Whoever is named is taken to be
 * there, but for their calendars: who was there then is not recorded. Limits on open hand-offs do not count, as nobody knows
 * when these would have been closed; those per day do.
 */
export function routeAll(
  { routing, handOff }: RouteRules,
  people: readonly ToRoute[],
  before: ReadonlyMap<EntityId, Holder>,
): readonly HandedTo[] {
  const holders = new Map(before);
  const directory = everybodyNamed(routing, people);
  let state: RoutingState = NO_STATE;
  return people
    .toSorted((a, b) => a.promotion.at - b.promotion.at)
    .map(({ entity, promotion: { at, fields, counts, priority } }) => {
      const now = new Date(at);
      const previous = holders.get(entity) ?? null;
      const routed = route(routing, { fields, counts, now, previous, directory, state });
      state = withoutOpen(routed.state);
      const { to } = routed;
      if (to.kind === 'queue')
        return { at, to: to.name, isOwner: false, dueAt: dueAt(handOff, priority, at, null) };
      holders.set(entity, { owner: to.email, at: now });
      const calendar = routing.people.get(to.email)?.calendar ?? null;
      return { at, to: to.email, isOwner: true, dueAt: dueAt(handOff, priority, at, calendar) };
    });
}

const withoutOpen = ({ credits, loads }: RoutingState): RoutingState => ({
  credits,
  loads: Object.fromEntries(Object.entries(loads).map(([email, load]) => [email, { ...load, open: 0 }])),
});

function dueAt(
  { task, sla }: HandOffRules,
  priority: string | null,
  at: number,
  calendar: Parameters<typeof addWorking>[0] | null,
): number | null {
  const allowed =
    typeof task?.due === 'number'
      ? task.due
      : (sla?.firstTouch.get(priority ?? '') ?? sla?.otherwise ?? null);
  if (allowed === null) return null;
  return calendar === null ? at + allowed : addWorking(calendar, at, allowed);
}

function everybodyNamed(routing: Routing, people: readonly ToRoute[]): Directory {
  const targets = routing.rules.flatMap(({ way }): readonly Target[] =>
    way.kind === 'to' ? [way.target] : way.kind === 'table' ? way.rows.map(({ target }) => target) : [],
  );
  const named = (kind: Target['kind']): readonly string[] =>
    targets.filter((target) => target.kind === kind).map(({ name }) => name);
  const owners = routing.rules.flatMap(({ way }) =>
    way.kind === 'field' ? people.map(({ promotion }) => promotion.fields[way.field]) : [],
  );
  const emails = [
    ...routing.people.keys(),
    ...[...routing.teams.values()].flatMap((members) => members.map(({ email }) => email)),
    ...[...routing.partners.values()].map(({ manager }) => manager),
    ...named('owner'),
    ...owners.flatMap((value) => (typeof value === 'string' ? [value.toLowerCase()] : [])),
  ];
  return {
    people: new Map(emails.map((email) => [email, true])),
    queues: new Set([routing.fallback, ...named('queue')]),
  };
}
