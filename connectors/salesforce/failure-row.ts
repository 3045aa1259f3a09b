import type { Actor, FailureKind } from '../../src/domain/failure.ts';

/** What one kind of refusal means. The first row whose codes and text fit decides. */
export interface FailureRow {
  readonly name: string;
  /** The vendor's codes, without the `sf:` SOAP puts before them. `HTTP_503` and so on: an answer without a code. */
  readonly codes: readonly string[];
  /** When the same code means several things. */
  readonly text?: RegExp;
  readonly kind: FailureKind;
  readonly meaning: string;
  readonly fix: string;
  readonly actor: Actor;
  /** How long to wait when the vendor does not say. */
  readonly retryAfterMs?: number;
  /** Where the vendor documents it, below {@link DOCS}. */
  readonly source: string;
}

export const DOCS = 'https://developer.salesforce.com/docs/atlas.en-us.';
