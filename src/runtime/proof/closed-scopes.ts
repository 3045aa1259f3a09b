import { placeOfPart, type PartHeld, type Qualified } from '../../domain/qualified.ts';
import type { EntityId, EntityKind } from '../../domain/entity.ts';
import type { SystemName } from '../../domain/record.ts';
import type { LedgerDb } from '../../ledger/database.ts';
import { readKnown } from '../../ledger/known-records.ts';
import { explainHistory, explainScope } from '../../reconcile/explain-scope.ts';
import { valuesAsSeen } from '../../reconcile/values-as-seen.ts';
import type { Mappings } from '../mappings.ts';

export interface ScopeContext {
  readonly db: LedgerDb;
  readonly mappings: Mappings;
  readonly now: Date;
}

/** Which systems get nothing of these, by the scope or the history of their mapping, as they are known now. */
export async function closedScopes(
  asked: readonly { readonly entity: EntityId; readonly kind: EntityKind }[],
  { db, mappings, now }: ScopeContext,
): Promise<ReadonlyMap<EntityId, readonly PartHeld[]>> {
  const limited = asked.filter(({ kind }) => {
    const mapping = mappings.byKind.get(kind);
    return mapping !== undefined && (mapping.scope.size > 0 || mapping.history !== null);
  });
  const known = await readKnown(
    db,
    limited.map(({ entity }) => entity),
  );
  return new Map(
    limited.flatMap(({ entity, kind }) => {
      const mapping = mappings.byKind.get(kind);
      const records = known.get(entity);
      if (mapping === undefined || records === undefined) return [];
      const values = valuesAsSeen(mapping, records);
      const present = new Set(records.map(({ ref }) => ref.system));
      const closed = [...explainScope(mapping, values), ...explainHistory(mapping, values, present, now)];
      return [
        [entity, closed.map(({ system, why }): PartHeld => ({ by: 'scope', system, why, since: null }))],
      ];
    }),
  );
}

/**
 * The same people, with what a scope keeps from sales said to be held. Plans leave no trace of that, as it follows from the
 * mapping alone: it is looked at where nothing else tells why sales does not have something.
 */
export async function withScopes(
  people: readonly Qualified[],
  sales: readonly SystemName[],
  context: ScopeContext,
): Promise<readonly Qualified[]> {
  const lost = people.flatMap(({ parts }) => parts.filter((part) => placeOfPart(part) === null));
  if (lost.length === 0) return people;
  const closed = await closedScopes(lost, context);
  return people.map((qualified) => ({
    ...qualified,
    parts: qualified.parts.map((part) => {
      const held = closed.get(part.entity)?.find(({ system }) => sales.includes(system));
      return held !== undefined && placeOfPart(part) === null ? { ...part, held } : part;
    }),
  }));
}
