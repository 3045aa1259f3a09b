/**
 * Sides of one record's field that said different things: what each said, what was agreed before, and what came of it.
 *
 * - **decided**: the field's authority or direction chose at once; the losers are kept.
 * - **parked**: the mapping leaves the choice to a person; every side keeps what it says until someone resolves it.
 *
 * A parked conflict is **open** until a person has chosen, **resolving** while the choice is on its way, and then closed:
 * **resolved** (the choice has arrived), **agreed** (the sides came to say the same by themselves) or **overtaken** (a
 * side took its change back, a record is gone, or the mapping decides now).
 */
import type { RecordRef, SystemName } from './record.ts';
import type { Value } from './value.ts';

export const CONFLICT_STATES = ['decided', 'open', 'resolving', 'resolved', 'agreed', 'overtaken'] as const;
export type ConflictState = (typeof CONFLICT_STATES)[number];
/** How a parked conflict ends. */
export type ConflictEnd = Extract<ConflictState, 'resolved' | 'agreed' | 'overtaken'>;

/** What one side said of the field. */
export interface ConflictSide {
  readonly ref: RecordRef;
  readonly value: Value;
  /** What was last agreed with that system; absent at the first meeting. */
  readonly base?: Value;
  /** Who changed it, as far as the system can tell. */
  readonly changed: LastChange | null;
}

/** Who changed a value last. */
export interface LastChange {
  /** ISO 8601 in UTC, by the system's clock. */
  readonly when: string;
  /** Who, as the system names its users and apps; null when it does not tell. */
  readonly by: string | null;
  /** The way it came, in the system's own word (a screen, an import, a form); null when it does not tell. */
  readonly through: string | null;
  /** `field`: of this very field. `record`: the record's last change, whichever field that was of. */
  readonly of: 'field' | 'record';
}

/** Who changed fields of one record last, by the system's own field names; what it can not tell has no key. */
export interface RecordChanges {
  readonly ref: RecordRef;
  readonly fields: Readonly<Record<string, LastChange>>;
}

interface Disagreement {
  readonly field: string;
  /** The row's authority, with its direction and null policy where they are not the usual ones. */
  readonly rule: string;
  readonly reason: string;
  readonly sides: readonly ConflictSide[];
}

export interface Loser {
  readonly system: SystemName;
  readonly value: Value;
  /** What was agreed with that system before; null also when nothing was. */
  readonly base: Value;
}

export interface DecidedConflict extends Disagreement {
  readonly kind: 'decided';
  readonly winner: SystemName;
  readonly value: Value;
  readonly losers: readonly Loser[];
}

export interface ParkedConflict extends Disagreement {
  readonly kind: 'parked';
  /** The revision of the log's row that this brings up to date; 0 when there is none yet. */
  readonly revises: number;
}

export type Conflict = DecidedConflict | ParkedConflict;

/** A parked conflict as it stands in the log. */
export interface OpenConflict {
  readonly id: number;
  readonly field: string;
  /** Counts every change of the row, so that nobody acts on what has changed since. */
  readonly revision: number;
  readonly sides: readonly ConflictSide[];
  readonly choice: PersonsChoice | null;
}

/** What a person chose, and what the sides said at that moment. */
export interface PersonsChoice {
  readonly value: Value;
  readonly saw: readonly { readonly system: SystemName; readonly value: Value; readonly base?: Value }[];
}

/** A parked conflict is over. */
export interface ClosedConflict {
  readonly id: number;
  readonly revision: number;
  readonly end: ConflictEnd;
}
