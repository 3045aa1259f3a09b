import type { EntityId, EntityKind } from './entity.ts';
import type { RecordRef } from './record.ts';
import type { Fields } from './value.ts';

/**
 * Why a record still holds something else than it should.
 *
 * - **not-captured**: it was changed, and changes of its object have not been taken over since
 * - **missed**: it was changed, changes were taken over since, and this one was not among them
 * - **mapping**: nobody changed it; the mapping reads it differently now, or has this field only now
 * - **conflict**: both sides changed it, and a person is to say who is right
 * - **refused**: the system refused the write; an open failure says why
 * - **held**: the mass-change breaker holds the write
 * - **out-of-scope**: the mapping's scope keeps the entity from the system
 * - **waiting**: it refers to a record that the system does not have yet
 * - **agreed**: all sides hold what Leadloop noted as agreed with them, so that a sync sees no change
 * - **unknown**: none of these
 */
export const DRIFT_CAUSES = [
  'not-captured',
  'missed',
  'mapping',
  'conflict',
  'refused',
  'held',
  'out-of-scope',
  'waiting',
  'agreed',
  'unknown',
] as const;
export type DriftCause = (typeof DRIFT_CAUSES)[number];

/** A record that holds something else in a field than the mapping wants it to. */
export interface Difference {
  readonly ref: RecordRef;
  /** Canonical; null: the record itself is gone. */
  readonly field: string | null;
  readonly cause: DriftCause;
  /** Of the failure, when it was refused. */
  readonly code: string | null;
  /** As far as it is known. */
  readonly since: Date | null;
  /** Whether a sync would mend it. */
  readonly mendable: boolean;
  /** What a sync would write, by the system's own names, and what stands there now. */
  readonly before: Fields;
  readonly after: Fields;
}

/** A difference as it is kept, without any value: of which entity, and since when at the latest. */
export interface DriftFinding extends Omit<Difference, 'since' | 'before' | 'after' | 'mendable'> {
  readonly entity: EntityId;
  readonly kind: EntityKind;
  readonly since: Date;
}

/** Whether a change is so young that it may only be on its way: what is known to be in its way is not. */
export const isOnItsWay = (
  { cause, since }: Pick<DriftFinding, 'cause' | 'since'>,
  now: Date,
  lagMs: number,
): boolean => (cause === 'missed' || cause === 'not-captured') && since.getTime() > now.getTime() - lagMs;

/** How many were compared, over some time. `field` null: whole entities, any field of which may differ. */
export interface DriftCount {
  readonly kind: EntityKind;
  readonly field: string | null;
  readonly compared: number;
  /** For longer than a change takes on its way. */
  readonly differing: number;
  /** Differ as the mapping lets them. */
  readonly apart: number;
}

/** When the drift audit looks, at how many, and with how many calls. */
export interface DriftSettings {
  /** Entities of each kind in every look; 0: it never looks by itself. */
  readonly sample: number;
  readonly everyMs: number;
  /** What changed less than this ago is on its way. */
  readonly lagMs: number;
}

/** It never looks by itself. */
export const NO_ROUNDS: DriftSettings = { sample: 0, everyMs: 3_600_000, lagMs: 900_000 };

/** Entities of each kind in one look, at most. */
export const MOST_SAMPLED = 1_000;
