import type { Summary } from '../backtest/summary.ts';
import type { ConfigFiles } from '../domain/file-change.ts';

/** Rules that are not in force, and what they are called in problems. */
export interface CandidateFiles {
  /** The files of a folder like `mappings/rules`, by their names in it. */
  readonly files: ConfigFiles;
  readonly folder: string;
}

/** A null moment: the first decision that is kept, and now. */
export interface BacktestRequest extends CandidateFiles {
  readonly from: Date | null;
  readonly until: Date | null;
  readonly onProgress?: (message: string) => void;
}

/** What a candidate would have done in a time, beside what happened. Plain JSON. */
export interface Backtest extends Summary {
  readonly from: string;
  /** Without this moment itself. */
  readonly until: string;
  /** The configuration in force, whose mappings the candidate was tried with. */
  readonly inForce: { readonly version: string; readonly number: number };
  /** The id of the version that the candidate would be. */
  readonly version: string;
  readonly warnings: readonly string[];
}

export interface BacktestDesk {
  /** Goes through recorded history again by other rules. Writes nothing. */
  backtest(request: BacktestRequest): Promise<Backtest>;
}
