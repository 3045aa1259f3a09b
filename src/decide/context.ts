import type { Clock, Ids } from '../domain/clock.ts';
import type { EntityId, EntityKind } from '../domain/entity.ts';
import type { SystemName } from '../domain/record.ts';
import type { LedgerDb } from '../ledger/database.ts';
import type { Mapping } from '../mapping/mapping.ts';
import type { Directory } from '../rules/directory.ts';
import type { DigestRules } from '../rules/digest/digest.ts';
import type { MemberRules } from '../rules/members/members.ts';
import type { HandOverRules } from './hand-over.ts';
import type { CourseRules } from './steps.ts';
import type { Trial } from './trial.ts';

/** What a batch of decisions needs. */
export interface DecideContext extends CourseRules {
  readonly db: LedgerDb;
  readonly mappings: ReadonlyMap<EntityKind, Mapping>;
  /** Null: nobody is handed to sales. */
  readonly handOver: HandOverRules | null;
  /** Null: nobody is made a member of a campaign. */
  readonly members: MemberRules | null;
  /** Null: sales is told nothing of what people do. */
  readonly digest: DigestRules | null;
  /** Who can be given people now. */
  readonly directory: () => Promise<Directory>;
  /** Rules that run beside these; null: none do. */
  readonly trial: () => Promise<Trial | null>;
  /** The address of a person's timeline; null: it can be seen nowhere. */
  readonly timelineOf: (person: EntityId) => string | null;
  readonly kindOf: (system: SystemName, object: string) => EntityKind | null;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Whose the leases are: a name of its own for each batch under way. */
  readonly worker: string;
  readonly partitions: number;
  readonly leaseMs: number;
  readonly batchSize: number;
  readonly onClaim?: (people: number) => void;
}
