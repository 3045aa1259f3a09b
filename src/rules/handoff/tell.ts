import type { Notice } from '../../domain/notice.ts';
import { membersOf } from '../roles/roles.ts';
import type { ReadName } from '../template.ts';
import { dueOf } from './due.ts';
import type { HandOffRules, NoticeRule, OccasionKind } from './hand-off.ts';
import type { HandOffInput } from './input.ts';
import { say, textsOf, withTexts } from './say.ts';
import { viewOf } from './view.ts';

/** Something that happens to a hand-off, for which somebody may have to be told. */
export interface Occasion {
  readonly kind: OccasionKind;
  /** The how manieth time for this hand-off, from 1: each time is told once. */
  readonly nth: number;
  /** On `escalate`: the function that the step names. */
  readonly to?: string;
  /** On `rejected`: what sales said. */
  readonly said?: string;
}

/**
 * Who is told what on an occasion after the hand-off, by what is known then. On `opportunity-open` `routed.to` is whoever has
 * the opportunity.
 */
export function noticesFor(
  rules: HandOffRules,
  handOff: HandOffInput,
  occasion: Occasion,
): readonly Notice[] {
  const view = viewOf(rules.base, rules.tally, handOff, dueOf(rules, handOff), occasion.said ?? null);
  return tellAll(rules, handOff, occasion, withTexts(textsOf(rules, handOff, view), view.read));
}

/** The notices of one occasion: to each receiver its own, so that each can be sent again alone. */
export const tellAll = (
  { notices }: HandOffRules,
  handOff: HandOffInput,
  occasion: Occasion,
  read: ReadName,
): readonly Notice[] =>
  notices.flatMap((rule, index): readonly Notice[] => {
    if (!rule.on.has(occasion.kind)) return [];
    const { subject, body } = say(rule, occasion.kind, read);
    return receiversOf(rule, handOff, occasion).map((to) => ({
      key: [handOff.id, occasion.kind, occasion.nth, index, to.kind === 'mail' ? to.address : 'channel'].join(
        '/',
      ),
      to,
      subject,
      body: body ?? '',
    }));
  });

function receiversOf({ to }: NoticeRule, handOff: HandOffInput, occasion: Occasion): readonly Notice['to'][] {
  if (to === 'channel') return [{ kind: 'channel' }];
  return [...new Set(addressesOf(to, handOff, occasion))].map((address) => ({ kind: 'mail', address }));
}

function addressesOf(
  to: string,
  { routed, roles, previousOwner }: HandOffInput,
  occasion: Occasion,
): readonly string[] {
  if (to === 'owner') return ownersOf(routed.to, roles);
  if (to === 'previous-owner') return previousOwner === null ? [] : [previousOwner];
  return peopleOf(to, occasion, roles);
}

/** A queue has no address: those are told who belong to a function that the queue belongs to. */
const ownersOf = (
  to: HandOffInput['routed']['to'],
  { functions }: HandOffInput['roles'],
): readonly string[] =>
  to.kind === 'owner'
    ? [to.email]
    : [...functions.values()].flatMap(({ queues, people }) => (queues.includes(to.name) ? people : []));

function peopleOf(to: string, occasion: Occasion, roles: HandOffInput['roles']): readonly string[] {
  const name = to === 'escalation' ? occasion.to : to;
  return name === undefined ? [] : membersOf(roles, name).people;
}
