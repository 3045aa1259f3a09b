import type { Report } from '../domain/report.ts';
import type { Book } from '../ledger/books.ts';

export interface CloseRequest {
  /** A month, `2026-10`, or a quarter, `2026-Q3`. */
  readonly period: string;
  /** What sources are: `campaign` (usual) or `channel`. Null: the usual. */
  readonly by: string | null;
  /** None: that of reports.yaml. */
  readonly models: readonly string[];
  readonly who: string;
}

export interface BooksRequest {
  readonly period: string;
  readonly by: string | null;
  /** Null: all by which the period was closed. */
  readonly model: string | null;
  /** Every line as it was stated, instead of sums. */
  readonly lines: boolean;
}

/** Periods whose figures stay. What can not be done rejects with a `RefusedError`. */
export interface BooksDesk {
  /** All that are closed, the latest period first. */
  books(): Promise<readonly Book[]>;
  closeBooks(request: CloseRequest): Promise<readonly Book[]>;
  /** States anew what has changed since the closing or the last look, beside what was stated; then tells both. */
  showBooks(request: BooksRequest): Promise<Report>;
}
