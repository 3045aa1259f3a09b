/**
 * What the conditions of rules may ask for beside the person's own fields: the fields of the company, as
 * `company.employees`, and **facts**, which follow from what is known.
 */
import { DAY_MS } from '../domain/clock.ts';
import type { FieldOption, FieldType } from '../domain/schema.ts';
import type { Fields, Value } from '../domain/value.ts';
import type { ExpressionField, ExpressionSchema } from '../expression/types.ts';
import { isFreeMail } from '../identity/free-mail.ts';
import { normaliseDomain } from '../identity/domain.ts';
import { isLost, isOpen, isWon, type DecisionInput } from './input.ts';
import { inTenths } from './score/points.ts';
import { GRADES, PRIORITIES, type ScoreValues } from './score/scale.ts';

/** One person at one moment, as a fact is asked of them. */
export interface Asked {
  readonly input: DecisionInput;
  /** The registrable domain of the e-mail address. */
  readonly emailDomain: string | null;
  /** Milliseconds since 1970: `input.now`, or later when it is asked what will be. */
  readonly at: number;
  /** Null before it is known, and without a scoring file. */
  readonly score: ScoreValues | null;
  /** The fields that a person's data is complete with. */
  readonly completeWith: readonly string[];
}

interface Fact {
  readonly type: FieldType;
  readonly options?: readonly string[];
  readonly meaning: string;
  readonly read: (asked: Asked) => Value;
}

/** Facts that both files may ask for. */
export const PERSON_FACTS = {
  emailDomain: {
    type: 'text',
    meaning: 'The registrable domain of the e-mail address: `acme.co.uk` of `ada@shop.acme.co.uk`.',
    read: ({ emailDomain }) => emailDomain,
  },
  freeMail: {
    type: 'boolean',
    meaning: 'Whether that domain gives mailboxes to anyone (gmail.com). Blank without an address.',
    read: ({ emailDomain }) => (emailDomain === null ? null : isFreeMail(emailDomain)),
  },
} as const satisfies Readonly<Record<string, Fact>>;

/** Facts of the score: none without a scoring file. */
export const SCORE_FACTS = {
  'score.fit': {
    type: 'number',
    meaning: 'The points for who they are.',
    read: ({ score }) => score?.fit ?? null,
  },
  'score.engagement': {
    type: 'number',
    meaning: 'The points for what they did, as they are left now.',
    read: ({ score }) => score?.engagement ?? null,
  },
  grade: {
    type: 'option',
    options: GRADES,
    meaning: 'By fit: A to F.',
    read: ({ score }) => score?.grade ?? null,
  },
  level: { type: 'number', meaning: 'By engagement: 1 to 4.', read: ({ score }) => score?.level ?? null },
  priority: {
    type: 'option',
    options: PRIORITIES,
    meaning: 'What the matrix says of grade and level: hot, warm, cool or cold.',
    read: ({ score }) => score?.priority ?? null,
  },
} as const satisfies Readonly<Record<string, Fact>>;

/** Facts of all the person's opportunities. */
export const OPPORTUNITY_FACTS = {
  openOpportunities: {
    type: 'number',
    meaning: 'How many open opportunities the person has a part in.',
    read: ({ input }) => input.opportunities.filter(isOpen).length,
  },
  wonOpportunities: {
    type: 'number',
    meaning: 'How many opportunities with the person were won.',
    read: ({ input }) => input.opportunities.filter(isWon).length,
  },
  lostOpportunities: {
    type: 'number',
    meaning: 'How many opportunities with the person were lost.',
    read: ({ input }) => input.opportunities.filter(isLost).length,
  },
} as const satisfies Readonly<Record<string, Fact>>;

/** Facts of where the person stands. The options of `stage` are those of the file. */
export const STAGE_FACTS = {
  stage: {
    type: 'option',
    meaning: 'The stage the person is in.',
    read: ({ input }) => input.standing.stage,
  },
  cycle: {
    type: 'number',
    meaning: 'Which round it is; 1 is the first.',
    read: ({ input }) => input.standing.cycle,
  },
  daysInStage: {
    type: 'number',
    meaning: 'Days since the person came into the stage, with fractions.',
    read: ({ input, at }) => (at - input.standing.since) / DAY_MS,
  },
  daysUntilReturn: {
    type: 'number',
    meaning:
      'Days until the person is to come back, with fractions; below 0 afterwards. Blank: no such moment.',
    read: ({ input: { standing }, at }) =>
      standing.returnAt === null ? null : (standing.returnAt - at) / DAY_MS,
  },
  ...OPPORTUNITY_FACTS,
  completeness: {
    type: 'number',
    meaning: 'How many of the fields of `complete-with` are filled, in per cent.',
    read: ({ input, completeWith }) => {
      const filled = completeWith.filter((name) => hasValue(readField(input, name)));
      return completeWith.length === 0 ? 100 : Math.round((filled.length * 100) / completeWith.length);
    },
  },
} as const satisfies Readonly<Record<string, Fact>>;

const FACTS: ReadonlyMap<string, Fact> = new Map(
  Object.entries<Fact>({ ...PERSON_FACTS, ...SCORE_FACTS, ...STAGE_FACTS }),
);

/** Facts that grow or fall evenly as time passes: what they gain in a millisecond. */
export const GROWING_FACTS: ReadonlyMap<string, number> = new Map([
  ['daysInStage', 1 / DAY_MS],
  ['daysUntilReturn', -1 / DAY_MS],
]);

/** Facts that change with time in another way. */
export const DECAYING_FACTS: ReadonlySet<string> = new Set(['score.engagement']);

export const COMPANY = 'company.';

/** What an expression of the rules reads: a fact, a field of the company or one of the person. */
export function readField({ person, company }: DecisionInput, name: string): Value | undefined {
  if (!name.startsWith(COMPANY)) return Object.hasOwn(person, name) ? person[name] : undefined;
  if (company === null) return null;
  const field = name.slice(COMPANY.length);
  return Object.hasOwn(company, field) ? company[field] : undefined;
}

export function readAsked(asked: Asked, name: string): Value | undefined {
  const fact = FACTS.get(name);
  return fact === undefined ? readField(asked.input, name) : fact.read(asked);
}

/** As people read it: scores are kept to the millionth, and read in tenths. */
export const readable = (name: string, value: Value | undefined): Value | undefined =>
  name in SCORE_FACTS && typeof value === 'number' ? inTenths(value) : value;

/** The fields that a name of an expression needs: its own, or those that a fact follows from. */
export function fieldsBehind(name: string): readonly string[] {
  if (name in PERSON_FACTS) return ['email'];
  return FACTS.has(name) ? [] : [name];
}

export const hasValue = (value: Value | undefined): boolean =>
  value !== undefined && value !== null && value !== '' && (!Array.isArray(value) || value.length > 0);

export const domainOf = ({ email }: Fields): string | null =>
  typeof email === 'string' ? normaliseDomain(email) : null;

/** Fields of both entities under the names that rules use; facts go before fields of their name. */
export const fieldsOf = (person: ExpressionSchema, company: ExpressionSchema): ExpressionSchema =>
  new Map([...person, ...[...company].map(([name, field]) => [`${COMPANY}${name}`, field] as const)]);

export const withFacts = (
  fields: ExpressionSchema,
  facts: Readonly<Record<string, Pick<Fact, 'type' | 'options'>>>,
  options: Readonly<Record<string, readonly string[]>> = {},
): ExpressionSchema =>
  new Map([
    ...fields,
    ...Object.entries(facts).map(([name, fact]): readonly [string, ExpressionField] => [
      name,
      { type: fact.type, options: (options[name] ?? fact.options ?? []).map(asOption) },
    ]),
  ]);

const asOption = (value: string): FieldOption => ({ value, label: value, active: true });
