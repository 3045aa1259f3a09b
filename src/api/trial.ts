import type { DifferenceCount, NewTrial, StoredTrial } from '../ledger/trials.ts';
import type { TrialFigures } from '../ledger/trial-figures.ts';
import type { CandidateFiles } from './backtest.ts';

/** Rules to run beside those in force. */
export interface TrialRequest extends CandidateFiles, Omit<NewTrial, 'version'> {
  readonly who: string;
}

/** How it goes with the rules that run beside those in force, or went last. */
export interface TrialReport extends StoredTrial {
  /** Of a canary: hand-offs by both; null for a shadow. */
  readonly figures: TrialFigures | null;
  /** Of a shadow; empty for a canary. */
  readonly differences: readonly DifferenceCount[];
}

/** What can not be done rejects with a `RefusedError`. */
export interface TrialDesk {
  /** The one that runs, else the last; null: there never was one. */
  trial(): Promise<TrialReport | null>;
  /** Stores the candidate as a version, and begins with it. Its rules count for nobody, or for a share of people. */
  tryRules(request: TrialRequest): Promise<TrialReport>;
  /** Ends the one that runs: everybody is decided about by the rules in force again. */
  endTrial(who: string): Promise<TrialReport>;
}
