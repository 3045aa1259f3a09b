import type { Period, Report } from '../domain/report.ts';

export const REPORTS = ['campaigns', 'sources', 'models', 'funnel', 'velocity', 'follow-up'] as const;
export type ReportName = (typeof REPORTS)[number];

export interface ReportRequest extends Period {
  readonly name: ReportName;
  /**
   * What rows are: `campaign` (usual) or `channel`; of `sources` also `field:<name>`, a field of people; of `follow-up` `owner`
   * (usual) or `team`. Null: the usual.
   */
  readonly by: string | null;
  /** Of `campaigns`: which model credits. Null: that of reports.yaml. */
  readonly model: string | null;
  /** Of `campaigns`: campaigns count as part of the one at the top of their hierarchy. */
  readonly rollUp: boolean;
}

/** What can not be done rejects with a `RefusedError`. */
export interface ReportDesk {
  report(request: ReportRequest): Promise<Report>;
}
