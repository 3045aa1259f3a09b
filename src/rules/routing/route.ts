import type { CountLookup, Inputs } from '../../expression/expression.ts';
import type { Fields } from '../../domain/value.ts';
import type { Directory } from '../directory.ts';
import { countIn, type Moment } from './availability.ts';
import { findRow } from './find-row.ts';
import { giveTo, type Given, type Receiver } from './give.ts';
import type { Lost, Won } from './reason.ts';
import type { Routing, Rule, Target, Tell } from './routing.ts';
import type { RoutingState } from './state.ts';

export interface RouteInput {
  /** Canonical fields of the person and, as `company.<name>`, of the company that they belong to. */
  readonly fields: Fields;
  /** Not needed by conditions that count nothing. */
  readonly counts?: CountLookup;
  readonly now: Date;
  /** Who had the person last, by e-mail address, and when it was given to them. */
  readonly previous: { readonly owner: string; readonly at: Date } | null;
  readonly directory: Directory;
  readonly state: RoutingState;
  /** Those who had the person and did nothing: owners by e-mail address and queues by name, with why they lose. */
  readonly passedOver?: ReadonlyMap<string, Lost>;
  /** Whether a person is to get them, as a queue cannot own what is made. Default: a queue may, too. */
  readonly toPeople?: boolean;
}

/** Who gets a person, and why nobody before. */
export interface Routed {
  readonly to: Receiver;
  /** Null: the fallback. */
  readonly rule: string | null;
  readonly why: Won;
  /** What the partner may be told whose channel it is; null: there is none. */
  readonly tell: (Tell & { readonly partner: string }) | null;
  /** In the order in which they lost. */
  readonly losers: readonly Loser[];
  readonly state: RoutingState;
}

/** An owner or queue that did not get the person; null: the rule found no candidate at all. */
export interface Loser {
  readonly candidate: string | null;
  readonly rule: string;
  readonly why: Lost;
}

/**
 * Chooses who gets a person: the first rule that holds and finds somebody who can take them. Pure: the same input gives the
 * same answer, and always somebody or the fallback queue; that one also where only a person may get them and there is none. Conditions that cannot be told are not met.
 */
export function route(routing: Routing, input: RouteInput): Routed {
  const losers: Loser[] = [];
  const { directory, state, passedOver = new Map<string, Lost>(), toPeople = false } = input;
  const moment = { at: input.now.getTime(), directory, state, passedOver, toPeople };
  for (const rule of routing.rules) {
    const lose = (candidate: string | null, why: Lost): void => {
      losers.push({ candidate, rule: rule.name, why });
    };
    const chosen = choose(rule, input, lose);
    const given: Given | null = chosen && giveTo(routing, chosen.target, rule, input.fields, moment, lose);
    if (chosen !== null && given !== null)
      return { to: given.to, rule: rule.name, why: chosen.why, tell: given.tell, losers, state: given.state };
  }
  const owner = toPeople ? fallbackOwner(routing, moment) : null;
  if (owner !== null) {
    const state = countIn(routing, owner, moment.at, moment.state);
    return {
      to: { kind: 'owner', email: owner },
      rule: null,
      why: { kind: 'fallback-owner' },
      tell: null,
      losers,
      state,
    };
  }
  const to: Receiver = { kind: 'queue', name: routing.fallback };
  return { to, rule: null, why: { kind: 'fallback' }, tell: null, losers, state: input.state };
}

/** Hours, leave and limits do not count: there is nobody else. */
const fallbackOwner = (
  { fallbackOwner: owner }: Routing,
  { directory, passedOver }: Moment,
): string | null =>
  owner !== null && directory.people.get(owner) === true && !passedOver.has(owner) ? owner : null;

interface Chosen {
  readonly target: Target;
  readonly why: Won;
}

function choose(
  { when, way }: Rule,
  { fields, counts, now, previous }: RouteInput,
  lose: (candidate: string | null, why: Lost) => void,
): Chosen | null {
  const inputs: Inputs = counts === undefined ? { fields, now } : { fields, now, counts };
  const outcome = when?.evaluate(inputs);
  if (outcome !== undefined && !(outcome.kind === 'known' && outcome.value === true)) {
    lose(
      null,
      outcome.kind === 'unknown' ? { kind: 'unknown', missing: outcome.missing } : { kind: 'not-met' },
    );
    return null;
  }
  switch (way.kind) {
    case 'to':
      return { target: way.target, why: { kind: 'rule' } };
    case 'table': {
      const row = findRow(way, fields, inputs);
      if (row === null) lose(null, { kind: 'no-row' });
      return row && { target: row.target, why: { kind: 'row', row: row.text } };
    }
    case 'field': {
      const value = Object.hasOwn(fields, way.field) ? fields[way.field] : null;
      if (typeof value === 'string')
        return { target: ownerNamed(value), why: { kind: 'field', field: way.field } };
      lose(null, { kind: 'blank', field: way.field });
      return null;
    }
    case 'previous': {
      if (previous === null) {
        lose(null, { kind: 'no-previous' });
        return null;
      }
      const { owner, at } = previous;
      if (now.getTime() - at.getTime() <= way.withinMs)
        return { target: ownerNamed(owner), why: { kind: 'previous', at: at.toISOString() } };
      lose(owner, { kind: 'long-ago', at: at.toISOString() });
      return null;
    }
  }
}

const ownerNamed = (email: string): Target => ({ kind: 'owner', name: email.toLowerCase() });
