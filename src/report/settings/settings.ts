import type { Expression } from '../../expression/expression.ts';
import type { AttributionSettings } from '../../attribution/model.ts';
import type { TouchColumn } from '../../rules/touch-columns.ts';

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
