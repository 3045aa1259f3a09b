import type { Ids } from '../domain/clock.ts';
import type { SystemName } from '../domain/record.ts';
import type { Resolver } from '../mapping/canonical.ts';
import type { Mapping } from '../mapping/mapping.ts';

/** What is needed beside an entity's records to decide about it. */
export interface PlanContext {
  readonly mapping: Mapping;
  readonly resolver: Resolver;
  readonly writable: (system: SystemName) => boolean;
  readonly ids: Ids;
  /** When the records were read. */
  readonly now: Date;
}
