import type { DecidedScore } from '../rules/decision.ts';
import type { ConflictSide } from '../domain/conflict.ts';
import type { RecordRef } from '../domain/record.ts';
import type { Fields } from '../domain/value.ts';
import type { Selection, SyncPlan } from '../domain/sync-plan.ts';
import type { BreakerDecision } from '../ledger/breaker-decisions.ts';
import type { BreakerReport } from '../ledger/breaker-report.ts';
import type { Counts } from '../ledger/counts.ts';
import type { EraseAnswer, EraseRequest, Erasure } from '../domain/erasure.ts';
import type { Resolution, ResolveRequest } from '../domain/resolution.ts';
import type { Split, SplitRequest } from '../domain/split.ts';
import type { EntityHistory } from '../ledger/history.ts';
import type { OpportunityStage } from '../ledger/opportunity-stages.ts';
import type { ConflictFilter, ConflictView } from '../ledger/list-conflicts.ts';
import type { BacktestDesk } from './backtest.ts';
import type { BooksDesk } from './books.ts';
import type { DriftDesk } from './drift.ts';
import type { ConfigOperations } from './config-operations.ts';
import type { PastLeadsDesk } from './past-leads.ts';
import type { ProofDesk } from './proof.ts';
import type { ReportDesk } from './report.ts';
import type { TrialDesk } from './trial.ts';
import type { DecidedAnswer, ReplayAnswer } from './decided.ts';

/**
 * What a person can ask of a running Leadloop, from the command line or over HTTP. Answers are plain data, so that
 * both tell the same.
 */
export interface Operations
  extends
    BreakerDesk,
    BacktestDesk,
    BooksDesk,
    DriftDesk,
    EraseDesk,
    PastLeadsDesk,
    ProofDesk,
    ReportDesk,
    RetryDesk,
    TrialDesk {
  status(): Promise<Counts>;
  /** By e-mail address, record id or entity id; empty when the ledger knows none. */
  why(needle: string): Promise<readonly EntityAnswer[]>;
  /** Makes every decision about a person again, by the rules of its version; the same needles. */
  replay(needle: string): Promise<readonly ReplayAnswer[]>;
  sync(request: SyncRequest): Promise<SyncReport>;
  import(request: ImportRequest): Promise<ImportReport>;
  setup(): Promise<SetupReport>;
  /** What bringing both systems together would change, by the mapping files as they are now. Writes nothing. */
  plan(request: PlanRequest): Promise<SyncPlan>;
  /** Carries out the plan in a file; refuses when anything has moved since. */
  apply(request: ApplyRequest): Promise<ApplyReport>;
  /** Gives back what an applied plan replaced, where nobody has changed it since. */
  undo(request: UndoRequest): Promise<UndoReport>;
  conflicts(filter: ConflictFilter): Promise<readonly ConflictView[]>;
  /** Notes a person's answer and waits a while until it has arrived. */
  resolveConflict(request: ResolveRequest): Promise<Resolution>;
  /** Takes records out of an entity they were wrongly linked to, and waits a while until all that follows has arrived. */
  split(request: SplitRequest): Promise<Split>;
  readonly config: ConfigOperations;
}

/** What the mass-change breaker holds, and what a person decides about it. */
export interface BreakerDesk {
  breakers(): Promise<readonly BreakerReport[]>;
  /** Sends what a breaker holds. */
  releaseBreaker(id: number): Promise<BreakerDecision>;
  /** Drops what a breaker holds. */
  discardBreaker(id: number): Promise<BreakerDecision>;
}

/** People who want to be forgotten. */
export interface EraseDesk {
  /** Begins to erase people, and waits a while until it is done; or only tells what it would do. */
  erase(request: EraseRequest): Promise<EraseAnswer>;
  /** All that were ever begun, the oldest first. */
  erasures(): Promise<readonly Erasure[]>;
  /** Lets the addresses of an erasure come in again, and whoever is held because of them. */
  forgetErasure(id: string, who: string): Promise<{ readonly released: number }>;
}

/** What was set aside or given up, once its cause is mended. */
export interface RetryDesk {
  /** Tries what failed by that code again, as `leadloop status` tells it; null: everything. Resolves before it is done. */
  retry(code: string | null): Promise<RetryReport>;
}

export interface RetryReport {
  /** People and companies of which a write was parked, or who could not be told from others. */
  readonly entities: number;
  /** Notices that were given up. */
  readonly notices: number;
}

export interface EntityAnswer extends EntityHistory {
  /** What is known of it, by the mapping's own names; blanks and references are left out. */
  readonly fields: Fields;
  /** What is known of each opt-out; empty where the mapping has none. */
  readonly consent: readonly ConsentAnswer[];
  /** The systems it is not written in because it is out of their scope, as the mapping files are now. */
  readonly outOfScope: readonly OutOfScope[];
  /** What the scoring says of a person now; null where there is none, and for everything else. */
  readonly score: ScoreAnswer | null;
  /** Null for everything but people. */
  readonly decided: DecidedAnswer | null;
  /** What an opportunity's systems have told of its stages, in their order; empty for everything else. */
  readonly opportunityStages: readonly OpportunityStage[];
}

export interface ConsentAnswer {
  readonly field: string;
  /** Whether the person is left alone. */
  readonly isOut: boolean;
  readonly sides: readonly { readonly system: string; readonly says: unknown }[];
  /** The last time that one side's word was carried to another, or parked; null: never. */
  readonly last: {
    readonly at: Date;
    readonly reason: string;
    /** What each side said then, and who had changed it when. */
    readonly sides: readonly ConflictSide[];
  } | null;
}

export interface ScoreAnswer extends DecidedScore {
  /** For the rep: why now, and who it is. Empty when there is nothing to say. */
  readonly sentence: string;
}

export interface OutOfScope {
  readonly system: string;
  /** The condition, as it is written. */
  readonly scope: string;
  /** What of it fails, or what is missing, in plain words. */
  readonly why: string;
}

export interface SyncRequest {
  /** Look at every record, not only at what changed since the last poll. */
  readonly full: boolean;
  readonly onProgress?: (message: string) => void;
}

export interface SyncReport {
  readonly seen: number;
  /** Writes delivered while it ran, by system. */
  readonly writes: Readonly<Record<string, number>>;
  readonly parked: number;
  readonly failures: Counts['failures'];
  /** Conflicts that wait for a person. */
  readonly openConflicts: number;
  /** What the mass-change breaker holds now. */
  readonly breakers: Counts['breakers'];
  readonly seconds: number;
}

export interface ImportRequest {
  readonly file: string;
  readonly source: string;
  readonly campaign: string | null;
  readonly rejectFile: string;
  readonly choices: Readonly<Record<string, string>>;
  readonly onProgress?: (message: string) => void;
}

/** `rows` = `created` + `matched` + `repeated` + `rejected`. */
export interface ImportReport {
  readonly rows: number;
  /** `created` + `matched`. */
  readonly taken: number;
  /** Rows that brought a person nobody had: neither the ledger nor any system. */
  readonly created: number;
  /** Rows about a person who was known already, be it from a row above. */
  readonly matched: number;
  /** Rows that say the same as a row above. */
  readonly repeated: number;
  readonly rejected: number;
  readonly rejectFile: string | null;
  readonly format: { readonly delimiter: string; readonly encoding: string; readonly bom: boolean };
  readonly columns: Readonly<Record<string, string | null>>;
  /** Writes delivered while the list flowed out, by system. */
  readonly writes: Readonly<Record<string, number>>;
  /** What the mass-change breaker holds now. */
  readonly breakers: Counts['breakers'];
}

export interface SetupReport {
  readonly steps: readonly {
    readonly system: string;
    readonly what: string;
    readonly outcome: 'created' | 'present' | 'manual';
    readonly note?: string;
  }[];
}

export interface PlanRequest {
  readonly selection: Selection;
  readonly onProgress?: (message: string) => void;
}

export interface ApplyRequest {
  readonly file: string;
  readonly onProgress?: (message: string) => void;
}

export interface ApplyReport {
  readonly plan: string;
  readonly planned: number;
  readonly written: number;
  /** Writes without a receipt: set aside, or not needed any more when their turn came. */
  readonly left: readonly {
    readonly kind: 'create' | 'update';
    readonly system: string;
    readonly object: string;
    readonly record: string | null;
    readonly sources: readonly RecordRef[];
  }[];
}

export interface UndoRequest {
  /** The id of an applied plan. */
  readonly plan: string;
  readonly onProgress?: (message: string) => void;
}

export interface UndoReport {
  readonly plan: string;
  /** Records that hold again what they held before. */
  readonly restored: number;
  /** Records with fields that were not given back. */
  readonly left: readonly {
    readonly system: string;
    readonly object: string;
    readonly record: string;
    readonly fields: readonly string[];
    readonly why: 'changed since' | 'an opt-out stays' | 'could not be written';
  }[];
  /** Records the plan made: they stay. */
  readonly made: readonly RecordRef[];
}
