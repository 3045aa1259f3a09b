import type { Expression } from '../../expression/expression.ts';
import type { ExpressionSchema } from '../../expression/types.ts';
import type { AttributionSettings } from '../../attribution/model.ts';
import { TOUCHPOINT_KINDS } from '../../domain/touchpoint.ts';

/** `reports.yaml`, compiled. */
export interface ReportSettings {
  /** In order: the first that fits gives the channel. A touch that fits none does not count. */
  readonly touches: readonly TouchRule[];
  /** The name of the model that is used when none is asked for. */
  readonly model: string;
  readonly attribution: AttributionSettings;
  /** The stage whose share is the conversion. */
  readonly won: string;
  /** The stage of those by whom the cost of a campaign is told; null: there is no such stage. */
  readonly qualified: string | null;
  /** Of amounts and costs that name none; null: not known. */
  readonly currency: string | null;
  /** The columns of touches that the rules read, in the order of {@link TOUCH_COLUMNS}. */
  readonly reads: readonly TouchColumn[];
}

export interface TouchRule {
  readonly channel: string;
  readonly when: Expression;
}

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
export const readsOf = (rules: readonly TouchRule[]): readonly TouchColumn[] =>
  TOUCH_COLUMNS.filter((name) => rules.some(({ when }) => when.reads.includes(name)));
