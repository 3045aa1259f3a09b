import type { EntityPlan } from '../domain/plan.ts';
import type { ClaimedEntity } from '../ledger/claim-entities.ts';

/** The plan of an entity that is left as it is. */
export const nothingToDo = (claimed: Pick<ClaimedEntity, 'id'>): EntityPlan => ({
  entity: claimed.id,
  seen: [],
  links: [],
  settled: [],
  decided: false,
  intents: [],
  stillParked: [],
  conflicts: [],
  closed: [],
  failures: [],
  healthy: [],
  probed: [],
  corrected: [],
  waitsFor: [],
  next: 'done',
});
