import type { EntityId } from '../../domain/entity.ts';
import type { RecordRef, SystemName } from '../../domain/record.ts';
import type { OpenFailure } from '../../ledger/open-failures.ts';
import type { Judged } from '../judge-fields.ts';
import type { PlanContext } from '../plan-context.ts';
import type { EntityView, SideRecord } from '../view.ts';

/** What the ledger knows of things that did not go well. */
export interface Troubles {
  readonly failuresOf: (entity: EntityId) => readonly OpenFailure[];
  /** When changes of records of this object were last taken over; null: never, or the system is paused. */
  readonly capturedAt: (ref: Pick<RecordRef, 'system' | 'object'>) => Date | null;
}

export interface CompareContext extends PlanContext {
  /** Systems whose records are read as they are now. */
  readonly readable: (system: SystemName) => boolean;
  readonly troubles: Troubles;
}

/** One entity, of which a field is compared. */
export interface FieldContext {
  readonly view: EntityView;
  readonly sides: ReadonlyMap<SystemName, SideRecord>;
  readonly judged: Judged;
  /** Systems that the entity is out of scope of. */
  readonly closed: ReadonlySet<SystemName>;
  readonly context: CompareContext;
}
