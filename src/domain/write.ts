import type { EntityId } from './entity.ts';
import type { Failure } from './failure.ts';
import type { RecordRef } from './record.ts';
import type { Fields } from './value.ts';

/**
 * A write that should happen, by the target system's own field names.
 * A create always goes by Leadloop's unique external key, so that a retry can never double a record.
 */
export type Write =
  | {
      readonly kind: 'create';
      readonly system: string;
      readonly object: string;
      readonly key: EntityId;
      readonly fields: Fields;
    }
  | { readonly kind: 'update'; readonly ref: RecordRef; readonly fields: Fields };

/** The answer to one {@link Write}. Batches answer per item, in the order of the request. */
export type WriteResult =
  | { readonly kind: 'done'; readonly receipt: Receipt }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** The vendor's acknowledgement. A shadow moves only with one. */
export interface Receipt {
  readonly ref: RecordRef;
  /** False when a create found its external key taken by the record of an earlier, unanswered attempt. */
  readonly created: boolean;
}
