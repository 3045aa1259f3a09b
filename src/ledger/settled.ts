import type { Failure } from '../domain/failure.ts';
import type { RecordRef } from '../domain/record.ts';
import type { Receipt } from '../domain/write.ts';
import type { ClaimedIntent } from './claim-intents.ts';

/** What becomes of an intent after one attempt. */
export type Settled = { readonly intent: ClaimedIntent } & Settling;

export type Settling =
  | { readonly kind: 'done'; readonly receipt: Receipt }
  /** The same write once more, at `dueAt`. A wait that the vendor asked for uses up no attempt. */
  | { readonly kind: 'retry'; readonly failure: Failure; readonly dueAt: Date; readonly counts: boolean }
  /** It is not known whether the write took place: it is looked up at `dueAt`, and until then nothing is decided. */
  | { readonly kind: 'probe'; readonly failure: Failure; readonly dueAt: Date }
  /** Kept for a person; an unchanged record makes it no second time. */
  | { readonly kind: 'park'; readonly failure: Failure }
  /** Overtaken: look at the entity again. `unsure` when a create was not found and may still take place. */
  | {
      readonly kind: 'supersede';
      readonly failure: Failure | null;
      readonly unsure: boolean;
      readonly dueAt: Date;
    }
  /** The vendor named the one record this create would double: it is the entity's. */
  | { readonly kind: 'adopt'; readonly failure: Failure; readonly ref: RecordRef };
