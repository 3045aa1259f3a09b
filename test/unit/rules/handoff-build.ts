import type { Decision } from '../../../src/rules/decision.ts';
import { QUALIFICATION_FILE, SCORING_FILE } from '../../../src/rules/files/parse.ts';
import type { Beside } from '../../../src/rules/handoff/askable.ts';
import type { HandOffRules } from '../../../src/rules/handoff/hand-off.ts';
import type { HandOffInput, HandOffTouch } from '../../../src/rules/handoff/input.ts';
import { HAND_OFF_FILE, parseHandOff } from '../../../src/rules/handoff/parse.ts';
import type { DecisionInput } from '../../../src/rules/input.ts';
import { ROLES_FILE, parseRoles } from '../../../src/rules/roles/parse.ts';
import type { Tell } from '../../../src/rules/routing/routing.ts';
import { ADA, decided, did, FIELDS, NOW, rulesOf, shipped } from './build.ts';
import { calendar, taken } from './build-files.ts';

/** The shipped scoring and qualification, and what a company would map beside the shipped fields. */
export const BESIDE: Beside = {
  fields: {
    ...FIELDS,
    person: new Map([
      ...FIELDS.person,
      ['productInterest', { type: 'options' }],
      ['consentToSales', { type: 'boolean' }],
    ]),
  },
  rules: rulesOf({ scoring: shipped(SCORING_FILE), qualification: shipped(QUALIFICATION_FILE) }),
};

export const ROLES = taken(parseRoles(shipped(ROLES_FILE), 'roles.yaml')).value;

export const handOffOf = (text: string): HandOffRules =>
  taken(parseHandOff(text, 'handoff.yaml', BESIDE)).value;

export const shippedHandOff = (): HandOffRules => handOffOf(shipped(HAND_OFF_FILE));

export const BERLIN = calendar('{ zone: Europe/Berlin, hours: { mon-fri: 09:00-17:00 } }');

/** Ada asked for a demo of the CRM on Saturday, 2026-11-21, at 13:00 in Berlin. */
export const HANDED: DecisionInput = {
  ...ADA,
  person: {
    ...ADA.person,
    phone: '+49 30 1234567',
    mobilePhone: null,
    message: 'We would like to see it.',
    account: null,
  },
  company: { name: 'Acme', employees: 400, industry: 'Machinery' },
  touchpoints: [did('form_submit', 0, 'demo of the CRM'), did('page_view', 1, '/pricing')],
  standing: { stage: 'mql', cycle: 1, since: NOW, returnAt: null, answeredAt: null, heard: [] },
};

export const TOUCHES: readonly HandOffTouch[] = [
  touch('page_view', 1, '/pricing', null),
  touch('form_submit', 0, 'demo of the CRM', 'Spring Fair'),
  touch('email_click', 9, 'Newsletter', 'News'),
  touch('campaign_member', 12, 'Spring Fair', 'Spring Fair'),
];

export function touch(
  kind: string,
  days: number,
  about: string | null,
  campaign: string | null,
): HandOffTouch {
  return { ...did(kind, days), about, campaign };
}

export interface Told {
  readonly person?: DecisionInput['person'];
  readonly company?: DecisionInput['company'];
  readonly tell?: Tell | null;
  readonly more?: Partial<HandOffInput>;
}

/** Ada as she is handed to Alex, with something changed. */
export function handed({ person = {}, company, tell = null, more = {} }: Told = {}): HandOffInput {
  const input: DecisionInput = {
    ...HANDED,
    person: { ...HANDED.person, ...person },
    company: company === undefined ? HANDED.company : company,
  };
  const decision: Decision = decided(BESIDE.rules, input);
  return {
    id: 'h-1',
    person: 'p-1',
    input,
    decision,
    previousStage: 'engaged',
    routed: {
      to: { kind: 'owner', email: 'alex.rep@example.com' },
      rule: 'territories',
      why: { kind: 'row', row: 'country Germany' },
      tell: tell === null ? null : { partner: 'Iberia', ...tell },
    },
    previousOwner: null,
    calendar: BERLIN,
    roles: ROLES,
    touches: TOUCHES,
    link: 'https://leadloop.example.com/people/p-1',
    ...more,
  };
}
