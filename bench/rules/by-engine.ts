import { Engine, type NestedCondition, type RuleProperties } from 'json-rules-engine';
import { DAY_MS } from '../../src/domain/clock.ts';
import { isFreeMail } from '../../src/identity/free-mail.ts';
import type { Decision } from '../../src/rules/decision.ts';
import type { DecisionInput } from '../../src/rules/input.ts';
import { NOW } from './people.ts';

const asked: NestedCondition = {
  any: ['asked-for-sales', 'asked-for-a-demo'].map((name) => ({
    fact: name,
    operator: 'equal',
    value: true,
  })),
};
const is = (fact: string, value: unknown): NestedCondition => ({ fact, operator: 'equal', value });
const inStage = (...stages: readonly string[]): NestedCondition => ({
  fact: 'stage',
  operator: 'in',
  value: stages,
});
const toMql: readonly NestedCondition[] = [
  { not: is('asked-for-support', true) },
  { not: is('asked-for-press', true) },
  { not: { fact: 'emailDomain', operator: 'in', value: ['rival.example'] } },
  { not: { fact: 'email', operator: 'in', value: ['nobody@acme.example'] } },
  { not: { fact: 'openOpportunities', operator: 'greaterThan', value: 0 } },
  { any: [is('freeMail', false), is('freeMail', null), asked] },
  { fact: 'email', operator: 'notEqual', value: null },
  { fact: 'lastName', operator: 'notIn', value: [null, '[not provided]'] },
  { fact: 'company', operator: 'notIn', value: [null, '[not provided]'] },
  { not: { all: [is('stage', 'customer'), asked] } },
];

/** The shipped recipes, each with the gates before its stage. */
const RULES: readonly RuleProperties[] = [
  {
    conditions: { all: [inStage('inquiry', 'engaged', 'recycled', 'rejected', 'customer'), asked, ...toMql] },
    event: { type: 'Asked for sales' },
  },
  {
    conditions: { all: [inStage('inquiry', 'engaged'), is('priority', 'hot'), ...toMql] },
    event: { type: 'Hot' },
  },
  {
    conditions: {
      all: [
        inStage('recycled'),
        is('priority', 'hot'),
        { fact: 'daysInStage', operator: 'greaterThanInclusive', value: 30 },
        ...toMql,
      ],
    },
    event: { type: 'Hot again' },
  },
  {
    conditions: {
      all: [
        inStage('inquiry'),
        { fact: 'level', operator: 'lessThanInclusive', value: 3 },
        toMql[2] ?? asked,
        toMql[3] ?? asked,
      ],
    },
    event: { type: 'Engaged' },
  },
  {
    conditions: {
      all: [
        inStage('engaged'),
        is('level', 4),
        { fact: 'daysInStage', operator: 'greaterThanInclusive', value: 60 },
      ],
    },
    event: { type: 'Back to nurture' },
  },
];

export const engine = new Engine(RULES.map((rule, index) => ({ ...rule, priority: RULES.length - index })));

/** What it is given for nothing: the scores, the intents and the days in the stage. */
export function factsOf(input: DecisionInput, { score }: Decision): Record<string, unknown> {
  const { person, standing, opportunities } = input;
  const domain = typeof person['email'] === 'string' ? (person['email'].split('@')[1] ?? null) : null;
  return {
    email: person['email'] ?? null,
    lastName: person['lastName'] ?? null,
    company: person['company'] ?? null,
    emailDomain: domain,
    freeMail: domain === null ? null : isFreeMail(domain),
    stage: standing.stage,
    daysInStage: (NOW - standing.since) / DAY_MS,
    openOpportunities: opportunities.length,
    priority: score?.priority,
    level: score?.level,
    ...Object.fromEntries(
      score?.intents.map(({ name, condition }) => [name, condition.answer === 'held']) ?? [],
    ),
  };
}
