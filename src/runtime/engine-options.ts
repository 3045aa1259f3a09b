import type { Connected } from '../capture/hydrate.ts';
import type { Log } from '../connector/contract.ts';
import type { BreakerSettings } from '../deliver/breaker/band.ts';
import type { Clock, Ids } from '../domain/clock.ts';
import type { DriftSettings } from '../domain/drift.ts';
import type { EntityId } from '../domain/entity.ts';
import type { SystemName } from '../domain/record.ts';
import type { LedgerDb } from '../ledger/database.ts';
import type { HashOf } from '../ledger/erasures.ts';
import type { Ways } from '../notify/way.ts';
import type { Queue } from '../platform/queue/queue.ts';
import type { Mappings } from './mappings.ts';
import type { SchemaWatch } from './watch-schema.ts';

export interface EngineOptions {
  readonly db: LedgerDb;
  /** The same ledger for the bulk lane, which lets the others go first. */
  readonly bulkDb: LedgerDb;
  readonly queue: Queue;
  readonly systems: ReadonlyMap<SystemName, Connected>;
  readonly mappings: Mappings;
  readonly schemaWatch: SchemaWatch;
  readonly clock: Clock;
  readonly ids: Ids;
  /** By what the addresses of erased people are known. */
  readonly hashOf: HashOf;
  readonly random: () => number;
  readonly log: Log;
  readonly worker: string;
  readonly partitions: number;
  readonly leaseMs: number;
  readonly pollMs: number;
  /** How long after a burst's batch the next one is let fill, which saves calls where nobody waits. */
  readonly burstPauseMs: number;
  /** No other worker can exist: what a former one left is taken back at once. */
  readonly alone: boolean;
  readonly breaker: BreakerSettings;
  readonly drift: DriftSettings;
  /** How people are told. */
  readonly ways: Ways;
  /** The address of a person's timeline, for whoever gets the person; null: it can be seen nowhere. */
  readonly timelineOf: (person: EntityId) => string | null;
}
