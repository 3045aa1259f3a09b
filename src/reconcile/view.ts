import type { EntityId } from '../domain/entity.ts';
import {
  refKey,
  type RecordRef,
  type Snapshot,
  type SystemName,
  type SystemRecord,
} from '../domain/record.ts';
import type { ClaimedEntity, Link } from '../ledger/claim-entities.ts';

/** All that is known of one entity at one moment: the input of planning. */
export interface EntityView {
  readonly claimed: ClaimedEntity;
  /** By ref key: the primary records and those that rang. */
  readonly snapshots: ReadonlyMap<string, Snapshot>;
  /** What a search found in systems where the entity has no record. */
  readonly found: readonly FoundRecord[];
  /** Systems that could not be searched: nothing may be created there now. */
  readonly unsearched: ReadonlySet<SystemName>;
  /** Systems whose search by external key has answered. */
  readonly probed: readonly SystemName[];
  /** External key → the living entity behind it. */
  readonly survivors: ReadonlyMap<string, EntityId>;
}

export interface FoundRecord {
  readonly ref: RecordRef;
  readonly entity: EntityId | null;
  readonly by: string;
}

/** The entity's record in each system: its primary link, and the record when it is there to be read. */
export interface SideRecord {
  readonly link: Link;
  readonly record: SystemRecord;
}

export function sidesOf(view: EntityView): ReadonlyMap<SystemName, SideRecord> {
  const sides = new Map<SystemName, SideRecord>();
  for (const link of view.claimed.links) {
    if (!link.primary || link.endedWhy !== null) continue;
    const snapshot = view.snapshots.get(refKey(link.ref));
    if (snapshot?.kind === 'present') sides.set(link.ref.system, { link, record: snapshot.record });
  }
  return sides;
}

/** Whether the entity has, or had, a record in the system. One that was deleted there is not made anew. */
export const hasLink = (claimed: ClaimedEntity, system: SystemName): boolean =>
  claimed.links.some((link) => link.ref.system === system);
