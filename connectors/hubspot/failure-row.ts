import type { Actor, FailureKind } from '../../src/domain/failure.ts';
import type { Evidence } from './evidence.ts';

/** One kind of refusal: the evidence it is known by, and what it means. */
export interface FailureRow {
  readonly code: string;
  readonly kind: FailureKind;
  readonly when: (evidence: Evidence) => boolean;
  /** Refused values that make this row apply; their properties become the failure's fields. */
  readonly problem?: RegExp;
  /** The properties at fault, where only the sentence tells. */
  readonly fieldsOf?: (evidence: Evidence) => readonly string[];
  readonly meaning: string;
  readonly fix: string;
  readonly actor: Actor;
  /** How long to wait when the answer does not say. */
  readonly waitMs?: number;
  readonly source: string;
}
