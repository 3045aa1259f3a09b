import type { Failure } from '../domain/failure.ts';
import type { ClaimedNotice } from '../ledger/notices.ts';

/** A way by which notices go out: mails, or the channel. */
export interface Way {
  /** How many are sent side by side. */
  readonly atOnce: number;
  /** Ends within {@link SEND_MS}. Never rejects. */
  send(notice: ClaimedNotice): Promise<Sent>;
  close(): void;
}

export type Sent =
  | { readonly kind: 'sent' }
  /** `isDown`: nothing gets through this way now, whoever it is for. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly isDown: boolean };

export const SEND_MS = 10_000;

/** The ways that are set up; null: not. */
export interface Ways {
  readonly mail: Way | null;
  readonly channel: Way | null;
}
