/**
 * Rules: full decisions about people a second on one core, by the shipped files, beside json-rules-engine, which is given
 * the scores and intents and does the recipes and gates alone.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Engine, type NestedCondition, type RuleProperties } from 'json-rules-engine';
import { DAY_MS, HOUR_MS } from '../src/domain/clock.ts';
import { isFreeMail } from '../src/identity/free-mail.ts';
import { loadMappings } from '../src/runtime/mappings.ts';
import { decide } from '../src/rules/decide.ts';
import type { Decision } from '../src/rules/decision.ts';
import type { DecisionInput } from '../src/rules/input.ts';
import { receiptOf, type Hash } from '../src/rules/receipt.ts';
import { printHead, printTable, rounded } from './support/report.ts';

const MS = Number(process.env['BENCH_MS'] ?? 3_000);
const PEOPLE = 2_000;
const TOUCHPOINTS = 30;
const NOW = Date.parse('2026-11-21T12:00:00.000Z');
const MAPPINGS = join(import.meta.dirname, '..', 'mappings');

const { rules } = await loadMappings(MAPPINGS);
const signals = rules.scoring?.signals.length ?? 0;
const intents = rules.scoring?.intents.length ?? 0;

/** The same people in every run. */
let seed = 1;
const chance = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
const oneOf = <T>(...values: readonly T[]): T => values[Math.floor(chance() * values.length)] as T;

const ROLES = ['Head of', 'Director', 'Clerk,', 'Manager', 'Student of', 'Senior', 'Vice President'];
const TEAMS = [
  ...['IT', 'Sales', 'Marketing', 'Finance', 'Procurement', 'Operations', 'Research', 'Quality', 'Logistics'],
  ...['Legal', 'Engineering', 'Support', 'Product', 'Design', 'Data', 'Security', 'Facilities', 'Training'],
];

const people: readonly DecisionInput[] = Array.from({ length: PEOPLE }, (_, index) => ({
  person: {
    email: index % 3 === 0 ? `person${index}@gmail.com` : `person${index}@acme${index}.example`,
    firstName: 'Ada',
    lastName: 'Lovelace',
    company: index % 10 === 0 ? null : 'Acme',
    jobTitle: index % 20 === 0 ? null : `${oneOf(...ROLES)} ${oneOf(...TEAMS)}`,
    country: oneOf('Germany', 'Chile', null),
    phone: null,
  },
  company: index % 2 === 0 ? null : { employees: index, industry: oneOf('Technology', 'Retail', null) },
  touchpoints: Array.from({ length: TOUCHPOINTS }, () => ({
    kind: oneOf('page_view', 'page_view', 'page_view', 'email_open', 'email_click', 'form_submit', 'meeting'),
    at: NOW - Math.floor(chance() * 120 * DAY_MS),
    about: oneOf('/pricing', '/product/crm', '/blog/news', 'newsletter', 'demo', 'white paper', '/careers'),
  })),
  totals: [],
  standing: {
    stage: oneOf('inquiry', 'engaged', 'mql', 'recycled'),
    cycle: 1,
    since: NOW - index * HOUR_MS,
    returnAt: null,
    answeredAt: null,
    heard: [],
  },
  opportunities:
    index % 25 === 0
      ? [
          {
            id: 'an opportunity',
            stage: 'Prospecting',
            isClosed: false,
            isWon: false,
            amount: 12_000,
            currency: 'EUR',
            closedAt: null,
            lossReason: null,
          },
        ]
      : [],
  now: NOW,
}));

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

const engine = new Engine(RULES.map((rule, index) => ({ ...rule, priority: RULES.length - index })));

/** What it is given for nothing: the scores, the intents and the days in the stage. */
function factsOf(input: DecisionInput, { score }: Decision): Record<string, unknown> {
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

/** People a second of CPU time, in the best of many rounds: others on the machine only slow it. */
async function perSecond(work: () => void | Promise<void>): Promise<number> {
  const end = performance.now() + MS;
  let best = 0;
  do {
    const started = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(started);
    best = Math.max(best, (PEOPLE * 1e6) / (user + system));
  } while (performance.now() < end);
  return best;
}

const decisions = people.map((input) => decide(rules, input));
const facts = people.map((input, index) => factsOf(input, decisions[index] as Decision));
const theirs = await Promise.all(
  facts.map(async (given) => (await engine.run(given)).events[0]?.type ?? null),
);
const differing = decisions.filter(
  ({ qualification }, index) => (qualification?.transition?.recipe ?? null) !== theirs[index],
);
if (differing.length > 0) throw new Error(`${differing.length} people are qualified otherwise`);

let sink = 0;
const hash: Hash = (text) => createHash('sha256').update(text).digest('hex');
printHead(
  `Rules: ${rounded(PEOPLE)} people with ${TOUCHPOINTS} touchpoints, ${signals} signals, ${intents} intents, the shipped files (${readFileSync(join(MAPPINGS, 'rules', 'qualification.yaml'), 'utf8').split('\n').length} lines of qualification)`,
);
const rows = [
  [
    'Leadloop: score, qualify, sentence, next moment, every condition told',
    await perSecond(() => {
      for (const input of people) if (decide(rules, input).next !== null) sink += 1;
    }),
  ],
  [
    'Leadloop: the same with its receipt as JSON',
    await perSecond(() => {
      for (const input of people)
        sink += JSON.stringify(receiptOf(input, decide(rules, input), 'bench', hash)).length;
    }),
  ],
  [
    'json-rules-engine: recipes and gates alone, scores and intents given',
    await perSecond(async () => {
      for (const given of facts) sink += (await engine.run(given)).events.length;
    }),
  ],
] as const;
if (sink === 0) throw new Error('nothing was done');
const ours = rows[0][1];
printTable(
  rows.map(([what, speed]) => ({
    what,
    'people/s of CPU time': rounded(speed),
    ratio: (speed / ours).toFixed(2),
  })),
);
