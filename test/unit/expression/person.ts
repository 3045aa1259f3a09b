import type { FieldOption, FieldType } from '../../../src/domain/schema.ts';
import type { Fields } from '../../../src/domain/value.ts';
import { compileExpression, type CompileOptions } from '../../../src/expression/compile.ts';
import type { CountLookup, Expression, Inputs, Outcome } from '../../../src/expression/expression.ts';
import type { ExpressionProblem } from '../../../src/expression/problem.ts';
import type { ExpressionSchema } from '../../../src/expression/types.ts';

const option = (value: string, label = value): FieldOption => ({ value, label, active: true });

const TYPES: Readonly<Record<string, FieldType | readonly [FieldType, ...FieldOption[]]>> = {
  firstName: 'text',
  lastName: 'text',
  email: 'email',
  jobTitle: 'text',
  city: 'text',
  country: 'text',
  industry: ['option', option('TECH', 'Technology'), option('BANK', 'Banking'), option('OTHER', 'Other')],
  interests: ['options', option('Analytics'), option('CRM'), option('Service')],
  employees: 'number',
  revenue: 'number',
  optedOut: 'boolean',
  createdAt: 'datetime',
  renewal: 'date',
  owner: 'owner',
};

/** The person that docs/expressions.md shows, and that the examples of functions are about. */
export const SCHEMA: ExpressionSchema = new Map(
  Object.entries(TYPES).map(([name, type]) => {
    const [kind, ...options] = typeof type === 'string' ? [type] : (type as [FieldType, ...FieldOption[]]);
    return [name, { type: kind, options }];
  }),
);

export const PERSON: Fields = {
  firstName: 'Anna',
  lastName: 'Gruber',
  email: 'anna@acme.com',
  jobTitle: 'Head of IT',
  city: null,
  country: 'DE',
  industry: 'TECH',
  interests: ['Analytics', 'CRM'],
  employees: 400,
  revenue: null,
  optedOut: false,
  createdAt: '2026-11-10T08:00:00.000Z',
  renewal: '2026-12-31',
};

export const NOW = new Date('2026-11-21T12:00:00.000Z');
export const INTENTS = ['asked-for-sales', 'came-back'];
export const ACTIVITIES = ['page_view', 'form_submit', 'email_click'];

/** Three page views this week, two of them of prices; one form, long ago. */
export const COUNTS: CountLookup = ({ activity, windowMs, containing }) => {
  if (activity === 'page_view') return containing === '/pricing' ? 2 : 3;
  if (activity === 'form_submit') return windowMs === null ? 1 : 0;
  return undefined;
};

export const ANNA: Inputs = {
  fields: PERSON,
  now: NOW,
  counts: COUNTS,
  intents: (name) => name === 'asked-for-sales',
};

export function compiled(text: string, options: CompileOptions = {}): Expression {
  const result = compileExpression(text, SCHEMA, { activities: ACTIVITIES, intents: INTENTS, ...options });
  if (result.kind === 'invalid') throw new Error(`${text.slice(0, 200)}: ${JSON.stringify(result.problems)}`);
  return result.expression;
}

export function problemsIn(text: string, options: CompileOptions = {}): readonly ExpressionProblem[] {
  const result = compileExpression(text, SCHEMA, { activities: ACTIVITIES, intents: INTENTS, ...options });
  return result.kind === 'invalid' ? result.problems : [];
}

/** The outcome for Anna, with some fields changed; `undefined` takes one out. */
export function outcome(
  text: string,
  fields: Readonly<Record<string, Fields[string] | undefined>> = {},
): Outcome {
  const record = Object.entries({ ...PERSON, ...fields }).filter(([, value]) => value !== undefined);
  return compiled(text).evaluate({ ...ANNA, fields: Object.fromEntries(record) as Fields });
}

export const known = (value: Fields[string]): Outcome => ({ kind: 'known', value });
