import type { RecordRef } from './record.ts';

/**
 * What happens next is decided by the kind alone.
 *
 * - transient: backoff, bounded · rate-limited, locked: wait as told, no attempt used
 * - auth: pause the connection · config: pause the mapping · invalid-record: park with field and vendor text
 * - not-found, merged, deleted: repair the link, reconcile · ambiguous-match: link the one candidate or park with all
 * - stale: supersede, reconcile · unknown-outcome: probe by external key before any retry
 * - bug (and anything unmatched): park, alert, never loop
 */
export const FAILURE_KINDS = [
  'transient',
  'rate-limited',
  'locked',
  'auth',
  'config',
  'invalid-record',
  'not-found',
  'merged',
  'deleted',
  'ambiguous-match',
  'stale',
  'unknown-outcome',
  'bug',
] as const;
export type FailureKind = (typeof FAILURE_KINDS)[number];

/** Who has to act before the same input can succeed. */
export type Actor = 'nobody' | 'admin' | 'revops' | 'sales' | 'developer';

/** A thing that could not be done, with everything needed to understand and mend it. */
export interface Failure {
  readonly kind: FailureKind;
  /** The vendor's own code, or a stable name of ours: what failures are grouped by. */
  readonly code: string;
  /** The vendor's words, with secrets and personal data masked. */
  readonly message: string;
  /** What it means, in a sentence for the person who must act. */
  readonly meaning: string;
  /** What to do about it. */
  readonly fix: string;
  readonly actor: Actor;
  /** The system's own field names, when the vendor names them. */
  readonly fields?: readonly string[];
  /** How long the vendor asks to wait. */
  readonly retryAfterMs?: number;
  /** Records the vendor names as the existing match of a refused write. */
  readonly candidates?: readonly RecordRef[];
  /** Why each candidate could be the same record. */
  readonly likeness?: readonly Likeness[];
  /** Where a merged or converted record went, when the vendor says so. */
  readonly movedTo?: RecordRef;
}

/** What the rules of identity found of one candidate. It holds no values of the record. */
export interface Likeness {
  readonly ref: RecordRef;
  readonly rule: string;
  /** 0 to 1; null when no score was made. */
  readonly probability: number | null;
  /** By comparison: the level on which the two agree. Blank ones are left out. */
  readonly levels: Readonly<Record<string, string>>;
}

/** The thrown form of a {@link Failure}, for calls whose whole answer failed (a page, a token, a describe). */
export class FailureError extends Error {
  readonly failure: Failure;
  constructor(failure: Failure, options?: ErrorOptions) {
    super(`${failure.code}: ${failure.message}`, options);
    this.name = 'FailureError';
    this.failure = failure;
  }
}

/** A failure in words: what, why, and the way out. */
export function explain(error: unknown): string {
  if (error instanceof FailureError) {
    const { code, message, meaning, fix } = error.failure;
    return `${meaning}\n  ${code}: ${message}\n  What to do: ${fix}`;
  }
  return error instanceof Error ? error.message : String(error);
}
