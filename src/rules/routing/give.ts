import type { Fields } from '../../domain/value.ts';
import { countIn, unavailable, type Moment } from './availability.ts';
import { formOf } from './cell.ts';
import { countryCode } from './country-code.ts';
import type { Lost } from './reason.ts';
import type { Member, Routing, Rule, Target, Tell } from './routing.ts';
import type { RoutingState } from './state.ts';
import { takeTurn } from './turn.ts';

export type Receiver =
  { readonly kind: 'owner'; readonly email: string } | { readonly kind: 'queue'; readonly name: string };

export interface Given {
  readonly to: Receiver;
  readonly tell: (Tell & { readonly partner: string }) | null;
  readonly state: RoutingState;
}

const NO_QUEUE: Lost = { kind: 'no-queue' };
const IS_QUEUE: Lost = { kind: 'is-queue' };

type Lose = (candidate: string, why: Lost) => void;

/** Gives a person to a target that a rule has chosen; null, and who lost why, when nobody there can take them. */
export function giveTo(
  routing: Routing,
  { kind, name }: Target,
  rule: Rule,
  fields: Fields,
  moment: Moment,
  lose: Lose,
): Given | null {
  switch (kind) {
    case 'owner':
      return giveOwner(routing, name, rule, moment, lose);
    case 'partner': {
      const partner = routing.partners.get(name);
      if (partner === undefined) return null;
      const given = giveOwner(routing, partner.manager, rule, moment, lose);
      return given && { ...given, tell: { partner: name, ...partner.tell } };
    }
    case 'queue': {
      const why = queueLoses(name, moment);
      if (why === null) return { to: { kind: 'queue', name }, tell: null, state: moment.state };
      lose(name, why);
      return null;
    }
    case 'team':
      return giveTeam(routing, name, rule, fields, moment, lose);
  }
}

function queueLoses(name: string, { passedOver, directory, toPeople }: Moment): Lost | null {
  if (toPeople) return IS_QUEUE;
  return passedOver.get(name) ?? (directory.queues.has(name) ? null : NO_QUEUE);
}

function giveOwner(routing: Routing, email: string, rule: Rule, moment: Moment, lose: Lose): Given | null {
  const why = unavailable(routing, email, moment, rule.outsideHours);
  if (why === null) {
    return {
      to: { kind: 'owner', email },
      tell: null,
      state: countIn(routing, email, moment.at, moment.state),
    };
  }
  lose(email, why);
  return null;
}

const TURN: Lost = { kind: 'turn' };
const LANGUAGE: Lost = { kind: 'language' };

function giveTeam(
  routing: Routing,
  team: string,
  rule: Rule,
  fields: Fields,
  moment: Moment,
  lose: Lose,
): Given | null {
  const languages = rule.speaks === null ? null : languagesOf(fields, rule.speaks);
  const present: Member[] = [];
  const reasons: (Lost | null)[] = [];
  const members = routing.teams.get(team) ?? [];
  for (const member of members) {
    const why =
      unfit(routing, member.email, languages, rule.skills) ??
      unavailable(routing, member.email, moment, rule.outsideHours);
    reasons.push(why);
    if (why === null) present.push(member);
  }
  const { state } = moment;
  const credits = Object.hasOwn(state.credits, team) ? state.credits[team] : undefined;
  const turn = present.length === 0 ? null : takeTurn(present, credits ?? {});
  for (const [index, { email }] of members.entries()) {
    if (email !== turn?.email) lose(email, reasons[index] ?? TURN);
  }
  if (turn === null) return null;
  const taken = { ...state, credits: { ...state.credits, [team]: turn.credits } };
  return {
    to: { kind: 'owner', email: turn.email },
    tell: null,
    state: countIn(routing, turn.email, moment.at, taken),
  };
}

/** Why somebody is not the right one for a person, whether they are there or not. Whose language is not known, any may help. */
function unfit(
  { people }: Routing,
  email: string,
  languages: readonly string[] | null,
  skills: readonly string[],
): Lost | null {
  const person = people.get(email);
  if (languages !== null && !languages.some((language) => person?.languages.has(language) === true))
    return LANGUAGE;
  for (const skill of skills) if (person?.skills.has(skill) !== true) return { kind: 'skill', skill };
  return null;
}

/** `de-at`, and `de`; null for a blank. */
function languagesOf(fields: Fields, field: string): readonly string[] | null {
  const form = formOf('language', Object.hasOwn(fields, field) ? fields[field] : null, countryCode);
  if (form === null || typeof form === 'number') return null;
  return typeof form === 'string' ? [form] : form;
}
