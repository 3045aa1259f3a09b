/**
 * A report: a table, and what is to be known before somebody believes it. Money is exact, as decimal text in the currency of
 * its row; a share is between 0 and 1; durations are hours. Null: nothing to tell.
 */
export interface Report {
  readonly name: string;
  readonly title: string;
  /** What was asked for, in words: period, model and so on. */
  readonly asked: readonly string[];
  readonly columns: readonly ReportColumn[];
  /** In the order of the columns. */
  readonly rows: readonly (readonly ReportCell[])[];
  /** What would mislead if it were only averaged in. */
  readonly notes: readonly ReportNote[];
}

export interface ReportColumn {
  /** Stable: the key in JSON and the head of the column in CSV. */
  readonly name: string;
  readonly title: string;
  readonly kind: 'text' | 'count' | 'money' | 'share' | 'hours' | 'ratio';
}

export type ReportCell = string | number | null;

export interface ReportNote {
  /** Stable. */
  readonly code: string;
  readonly text: string;
  /** Ids of what it is about, the first of them. */
  readonly ids: readonly string[];
}

/** What time a report is about: from the beginning of the first day until the end of the last. Null: no limit. */
export interface Period {
  readonly from: Date | null;
  readonly until: Date | null;
}

export const isWithin = ({ from, until }: Period, at: number): boolean =>
  (from === null || at >= from.getTime()) && (until === null || at < until.getTime());
