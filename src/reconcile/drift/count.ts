import type { DriftCount } from '../../domain/drift.ts';
import type { EntityKind } from '../../domain/entity.ts';
import type { ComparedField } from './compare-entity.ts';

/** One entity that was compared, with the fields whose difference counts: not those that are only on their way. */
export interface ComparedEntity {
  readonly fields: readonly ComparedField[];
  /** Null: a record is gone. */
  readonly differing: ReadonlySet<string | null>;
}

/** How many entities of a kind were compared, as a whole and by field, and how many of them differ. */
export function countCompared(kind: EntityKind, entities: readonly ComparedEntity[]): readonly DriftCount[] {
  if (entities.length === 0) return [];
  const fields = new Map<string, { compared: number; differing: number; apart: number }>();
  for (const { fields: compared, differing } of entities) {
    for (const { field, apart } of compared) {
      const sum = fields.get(field) ?? { compared: 0, differing: 0, apart: 0 };
      sum.compared += 1;
      if (differing.has(field)) sum.differing += 1;
      if (apart) sum.apart += 1;
      fields.set(field, sum);
    }
  }
  const whole = {
    kind,
    field: null,
    compared: entities.length,
    differing: entities.filter(({ differing }) => differing.size > 0).length,
    apart: entities.filter(({ fields: compared }) => compared.some(({ apart }) => apart)).length,
  };
  return [whole, ...[...fields].map(([field, sum]) => ({ kind, field, ...sum }))];
}
