import type { EntityPlan } from '../domain/plan.ts';
import type { RecordAddresses } from './addresses.ts';
import type { RecordBlocks } from './block-keys.ts';
import type { ClaimedEntity } from './claim-entities.ts';
import type { SeenStage } from './opportunity-stages.ts';

/** An entity with what was decided about it. */
export interface PlannedEntity {
  readonly claimed: ClaimedEntity;
  readonly plan: EntityPlan;
  /** The blocks of identity.yaml that the records seen are in. */
  readonly blocks?: readonly RecordBlocks[];
  /** Of the records seen, where the entity is a person. */
  readonly addresses?: readonly RecordAddresses[];
  /** Whether it is held because of an erasure from now on. */
  readonly held?: true;
  /** Of the records seen, where the entity is an opportunity. */
  readonly stages?: readonly SeenStage[];
}

export interface CommitContext {
  readonly worker: string;
  /** When the records were read: an intent grows stale from here. */
  readonly readAt: Date;
  readonly now: Date;
  /** Conflicts name the version that decided them. */
  readonly mappingVersion: string;
}
