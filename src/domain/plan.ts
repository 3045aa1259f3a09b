/**
 * What a look at one entity led to. Reconcile makes it, purely; the ledger commits it in one transaction.
 *
 * - **settled**: canonical values now known to be agreed with a record's system, without a write.
 * - **intent**: a write that should happen. `settles` is what its receipt will say is agreed with the target;
 *   `sources` is what that same receipt says is agreed with the records the values came from.
 * - **again**: a link was mended, so what we know has changed: look once more before deciding anything.
 */
import type { ClosedConflict, Conflict } from './conflict.ts';
import type { Changes } from './change.ts';
import type { EntityId } from './entity.ts';
import type { Failure } from './failure.ts';
import type { RecordRef, SystemName, SystemRecord } from './record.ts';
import type { Fields } from './value.ts';
import type { Write } from './write.ts';

export interface EntityPlan {
  readonly entity: EntityId;
  readonly seen: readonly SystemRecord[];
  readonly links: readonly LinkChange[];
  readonly settled: readonly Settlement[];
  /** Whether `intents` replace what waits in the outbox; when nothing was decided, what waits there stays. */
  readonly decided: boolean;
  readonly intents: readonly Intent[];
  /** Parked intents that would only be made again as they are, and what is left of each where less is. */
  readonly stillParked: readonly StillParked[];
  readonly conflicts: readonly Conflict[];
  readonly closed: readonly ClosedConflict[];
  readonly failures: readonly SystemFailure[];
  /** Systems where nothing is wanted of this entity any more: failures noted there before are over. */
  readonly healthy: readonly SystemName[];
  /** Systems where a probe has answered whether an unanswered create took place. */
  readonly probed: readonly SystemName[];
  /** Records that a split left nothing to put right in any more. */
  readonly corrected: readonly RecordRef[];
  readonly waitsFor: readonly AwaitedRecord[];
  readonly next: 'done' | 'again' | 'later';
}

export interface StillParked {
  readonly id: string;
  /** What it holds from now on; null as it is. */
  readonly intent: Intent | null;
}

export type LinkChange =
  /** The record belongs to this entity; when it has another entity, the two are folded into the older one. */
  | { readonly kind: 'adopt'; readonly ref: RecordRef; readonly by: string }
  /** The record carries the external key of another entity, so it is that entity's. */
  | { readonly kind: 'fold'; readonly other: EntityId }
  | {
      readonly kind: 'move';
      readonly from: RecordRef;
      readonly to: RecordRef;
      readonly why: 'merged' | 'converted';
    }
  | { readonly kind: 'end'; readonly ref: RecordRef }
  | { readonly kind: 'revive'; readonly ref: RecordRef }
  /** Nothing was ever agreed about these fields of the record. */
  | { readonly kind: 'forget'; readonly ref: RecordRef; readonly fields: readonly string[] }
  /** What counts as agreed about these fields of the record, whatever did before. */
  | { readonly kind: 'agree'; readonly ref: RecordRef; readonly fields: Fields };

export interface Settlement {
  readonly ref: RecordRef;
  readonly fields: Fields;
}

export interface Intent {
  readonly id: string;
  readonly write: Write;
  readonly settles: Fields;
  readonly sources: readonly Settlement[];
  /** What of it is dangerous in great numbers: the breaker counts it. */
  readonly changes: Changes;
  /** Whether it writes consent and nothing else: such an intent goes in the hot lane, and waits for nothing. */
  readonly consent?: true;
  /** Whether the entity is looked at once it has arrived: it makes a record with references, which are told only by reading. */
  readonly lookAfter?: true;
  /** What it takes the place of; nothing where that is not known. */
  readonly replaces?: Replaced;
}

/** What a split of wrongly linked records goes by to give values back. */
export interface Replaced {
  /** The values that stood there, by the system's own names; none for a create. */
  readonly before: Fields;
  /** The records that the new values came from. */
  readonly origins: readonly RecordRef[];
}

/** What a reference needs before it can be written: another entity's record of that object in that system. */
export interface AwaitedRecord {
  readonly entity: EntityId;
  readonly system: SystemName;
  readonly object: string;
}

export interface SystemFailure {
  readonly system: SystemName;
  readonly failure: Failure;
}

export const writeSystem = (write: Write): SystemName =>
  write.kind === 'create' ? write.system : write.ref.system;
export const writeObject = (write: Write): string =>
  write.kind === 'create' ? write.object : write.ref.object;
