import { TOUCHPOINT_KINDS } from '../domain/touchpoint.ts';
import type { Expression } from '../expression/expression.ts';
import type { ExpressionSchema } from '../expression/types.ts';

/** What a rule can ask of a touch. All but the first four are among its details, and blank where its kind has no such thing. */
export const TOUCH_COLUMNS = [
  'system',
  'kind',
  'about',
  'campaign',
  'page',
  'state',
  'status',
  'outcome',
  'responded',
] as const;
export type TouchColumn = (typeof TOUCH_COLUMNS)[number];

/** The columns as expressions see them. */
export const TOUCH_SCHEMA: ExpressionSchema = new Map(
  TOUCH_COLUMNS.map((name) => [
    name,
    name === 'kind'
      ? {
          type: 'option',
          options: TOUCHPOINT_KINDS.map((kind) => ({ value: kind, label: kind, active: true })),
        }
      : { type: name === 'responded' ? 'boolean' : 'text' },
  ]),
);

/** Read once in each report, so that every touch is asked for no more than the rules need. */
export const readsOf = (rules: readonly { readonly when: Expression }[]): readonly TouchColumn[] =>
  TOUCH_COLUMNS.filter((name) => rules.some(({ when }) => when.reads.includes(name)));
