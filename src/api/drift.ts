import type { EntityKind } from '../domain/entity.ts';
import type { DriftRepair, DriftReport } from '../report/drift/drift.ts';

export interface DriftRequest {
  /** Null: all of them. */
  readonly object: EntityKind | null;
  /** How many of each are drawn and compared now; null: none but what was found before. */
  readonly sample: number | null;
}

/** What can not be done rejects with a `RefusedError`. */
export interface DriftDesk {
  /** Writes nothing to any system. */
  drift(request: DriftRequest): Promise<DriftReport>;
  /** Looks again, by the usual way, at everything that was found and that a sync mends. */
  repairDrift(request: Pick<DriftRequest, 'object'>): Promise<DriftRepair>;
}
