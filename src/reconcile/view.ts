import type { EntityId } from '../domain/entity.ts';
import { refKey, type RecordRef, type SystemName, type SystemRecord } from '../domain/record.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Fields } from '../domain/value.ts';
import type { IdentityDecision } from '../identity/decide-identity.ts';
import type { ClaimedEntity, Link } from '../ledger/claim-entities.ts';

/** All that is known of one entity at one moment: the input of planning. */
export interface EntityView {
  readonly claimed: ClaimedEntity;
  /** By ref key: the primary records and those that rang. */
  readonly snapshots: ReadonlyMap<string, Snapshot>;
  /** What a search found in systems where the entity has no record. */
  readonly found: readonly FoundRecord[];
  /** What the rules of identity say, by system, where nothing was found; nothing where they were not asked. */
  readonly alike?: ReadonlyMap<SystemName, IdentityVerdict>;
  /** Systems that could not be searched: nothing may be created there now. */
  readonly unsearched: ReadonlySet<SystemName>;
  /** Systems whose search by external key has answered. */
  readonly probed: readonly SystemName[];
  /** External key → the living entity behind it. */
  readonly survivors: ReadonlyMap<string, EntityId>;
  /** What a split has left to be written, by ref key: the snapshots show these records as they will be. */
  readonly corrections: ReadonlyMap<string, DueCorrection>;
}

export interface DueCorrection {
  readonly ref: RecordRef;
  /** Empty when nothing is left to put right. */
  readonly fields: Fields;
}

export interface IdentityVerdict {
  readonly decision: IdentityDecision;
  /** Systems the entity comes from: whoever has a record there as well is nobody it could be. */
  readonly from: readonly SystemName[];
  /** Other records of the entity's own system that are as like the candidate, which is why it is not linked. */
  readonly rivals: readonly { readonly ref: RecordRef; readonly entity: EntityId | null }[];
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
