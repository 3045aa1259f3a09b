import type { DriftCause, DriftCount } from '../../domain/drift.ts';
import type { EntityId, EntityKind } from '../../domain/entity.ts';
import type { SystemName } from '../../domain/record.ts';
import type { Value } from '../../domain/value.ts';
import { wilson, type Interval } from '../statistics.ts';

/** What the drift audit tells: how often both systems differ, where they do now, why, and what a sync would write. */
export interface DriftReport {
  /** `sample` null: the rows tell of the last 24 hours, else of what was drawn for this answer. */
  readonly asked: { readonly object: EntityKind | null; readonly sample: number | null };
  readonly rows: readonly DriftRow[];
  /** What differs now, the oldest first, and how many more there are. */
  readonly findings: readonly DriftEntry[];
  readonly more: number;
  /** Of what was looked at for this answer. */
  readonly onItsWay: number;
  readonly unreadable: number;
  readonly problems: readonly {
    readonly system: SystemName;
    readonly meaning: string;
    readonly fix: string;
  }[];
}

export interface DriftRow {
  readonly object: EntityKind;
  /** Null: whole entities, any field of which may differ. */
  readonly field: string | null;
  readonly compared: number;
  readonly differing: number;
  /** Differ as the mapping lets them: not drift. */
  readonly apart: number;
  /** Null: nothing was compared. */
  readonly rate: Interval | null;
}

/** One record, and a field of it. Moments are ISO 8601. */
export interface DriftEntry {
  readonly entity: EntityId;
  readonly object: EntityKind;
  readonly system: SystemName;
  /** As `salesforce/Lead/00Q…`. */
  readonly record: string;
  /** Null: the record is gone. */
  readonly field: string | null;
  readonly since: string;
  readonly cause: DriftCause;
  readonly why: string;
  readonly fix: string;
  /** What a sync would write there, by the system's own names; empty: nothing. */
  readonly writes: readonly { readonly name: string; readonly before: Value; readonly after: Value }[];
  /** Whether `leadloop drift --repair` mends it. */
  readonly mendable: boolean;
}

/** What a repair has come to. */
export interface DriftRepair {
  /** Entities that were looked at again. */
  readonly looked: number;
  /** Differences that are no more. */
  readonly mended: number;
  /** What is left. */
  readonly left: DriftReport;
}

/**
 * The rates. An audit draws again from the same entities, so nobody counts as more cases than there are of them.
 *
 * @param linked how many entities of a kind can be drawn
 */
export const driftRows = (
  counts: readonly DriftCount[],
  linked: ReadonlyMap<EntityKind, number>,
): readonly DriftRow[] =>
  counts.map(({ kind, field, compared, differing, apart }) => {
    const cases = Math.min(compared, linked.get(kind) ?? compared);
    const rate = compared === 0 ? null : wilson((differing / compared) * cases, cases);
    return { object: kind, field, compared, differing, apart, rate };
  });
